using System.Text.RegularExpressions;
using LlmPolicy.Manifests;

namespace LlmPolicy.Compilation;

/// <summary>Gloo's rules for paths in manifests (ValidateRoutePath): what could never be meant.</summary>
internal static partial class PathRules
{
    private static readonly string[] Forbidden = ["//", "/./", "/../", "%2f", "%2F", "#"];

    public static void Check(Text path, CompileContext context)
    {
        if (Problem(path.Value) is { } problem)
        {
            context.Error(DiagnosticCodes.Path, path.Position, $"The path '{path}' {problem}.");
        }
    }

    /// <summary>A rewrite may bring a query and a fragment; only its path is looked at.</summary>
    public static void CheckRewrite(Text rewrite, CompileContext context)
    {
        int end = rewrite.Value.AsSpan().IndexOfAny('?', '#');
        Check(end < 0 ? rewrite : rewrite with { Value = rewrite.Value[..end] }, context);
    }

    private static string? Problem(string path) =>
        !Allowed().IsMatch(path) ? "holds characters that a path can't hold"
        : Forbidden.FirstOrDefault(f => path.Contains(f, StringComparison.Ordinal)) is { } part ? $"can't contain '{part}'"
        : path.EndsWith("/..", StringComparison.Ordinal) || path.EndsWith("/.", StringComparison.Ordinal) ? "can't end with a dot segment"
        : null;

    [GeneratedRegex(@"\A([A-Za-z0-9/:@._~!$&'()*+,=;-]|%[0-9a-fA-F]{2})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
