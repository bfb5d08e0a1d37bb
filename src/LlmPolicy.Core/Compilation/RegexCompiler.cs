using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>Regular expressions and substitutions, or the diagnostic that says why not.</summary>
internal static class RegexCompiler
{
    public static Re2? Compile(Text pattern, CompileContext context)
    {
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

        var substitution = Re2Substitution.TryCreate(rewrite.Substitution?.Value ?? "", regex.Groups, out string? error);
        if (substitution is null)
        {
            context.Error(DiagnosticCodes.Regex, rewrite.Substitution!.Position, $"The substitution '{rewrite.Substitution}' can't be used: {error}.");
            return null;
        }

        return (regex, substitution);
    }
}
