using System.Text.RegularExpressions;
using LlmPolicy.Manifests;

namespace LlmPolicy.Compilation;

/// <summary>Gloo's rules for paths in manifests (ValidateRoutePath): what could never be meant.</summary>
internal static partial class PathRules
{
    private static readonly string[] Forbidden = ["//", "/./", "/../", "%2f", "%2F"];

    public static void Check(Text path, CompileContext context) => Check(path.Value, path, context);

    /// <summary>A rewrite is read as a URL: it may bring a query, a fragment or a host, and only its path counts, decoded.</summary>
    public static void CheckRewrite(Text rewrite, CompileContext context)
    {
        if (GoUrl.ReadPath(rewrite.Value) is { } path)
        {
            Check(path, rewrite, context);
        }
        else
        {
            context.Error(DiagnosticCodes.Path, rewrite.Position, $"The path '{rewrite}' can't be read as a URL.");
        }
    }

    private static void Check(string path, Text source, CompileContext context)
    {
        if (Problem(path) is { } problem)
        {
            context.Error(DiagnosticCodes.Path, source.Position, $"The path '{source}' {problem}.");
        }
    }

    private static string? Problem(string path) =>
        !Allowed().IsMatch(path) ? "holds characters that a path can't hold"
        : Forbidden.FirstOrDefault(f => path.Contains(f, StringComparison.Ordinal)) is { } part ? $"can't contain '{part}'"
        : path.EndsWith("/..", StringComparison.Ordinal) || path.EndsWith("/.", StringComparison.Ordinal) ? "can't end with a dot segment"
        : null;

    [GeneratedRegex(@"\A([A-Za-z0-9/:@._~!$&'()*+,=;-]|%[0-9a-fA-F]{2})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
