using LlmPolicy.Manifests;
using LlmPolicy.RegularExpressions;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Regular expressions and substitutions, or the diagnostic that says why not.</summary>
internal static class RegexCompiler
{
    public static Re2? Compile(Text pattern, CompileContext context)
    {
        if (pattern.Value.Length == 0)
        {
            context.Error(DiagnosticCodes.Regex, pattern.Position, "A regular expression can't be empty.");
            return null;
        }

        var regex = Re2.TryCreate(pattern.Value, out string? error);
        if (regex is null)
        {
            string shown = pattern.Value.Length > 100 ? $"{pattern.Value[..100]}..." : pattern.Value;
            context.Error(DiagnosticCodes.Regex, pattern.Position, $"The regular expression '{shown}' can't be used: {error}.");
        }

        return regex;
    }

    public static (Re2 Regex, Re2Substitution Substitution)? Compile(RegexRewrite rewrite, CompileContext context)
    {
        if (Compile(rewrite.Regex, context) is not { } regex)
        {
            return null;
        }

        var substitution = Re2Substitution.Read(rewrite.Substitution?.Value ?? "", regex.Groups);
        if (substitution.Problem is { } problem)
        {
            context.Diagnostics.Warning(DiagnosticCodes.Regex, rewrite.Substitution!.Position, $"The substitution '{rewrite.Substitution}' is not used as it stands: {problem}.");
        }

        return (regex, substitution);
    }
}
