using System.Text.RegularExpressions;
using LlmPolicy.Manifests;
using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Analysis;

/// <summary>Origins of <c>cors</c> that fit more than they look like, or nothing that a browser sends.</summary>
internal sealed partial class CorsOriginRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Cors.Where(use => use.Policy is not null).DistinctBy(use => use.Source.Position))
        {
            foreach (var origin in use.Source.AllowOrigin)
            {
                CheckExact(context, origin);
            }

            foreach (var pattern in use.Source.AllowOriginRegex)
            {
                CheckPattern(context, pattern);
            }
        }
    }

    private static void CheckExact(AnalysisContext context, Text origin)
    {
        if (origin.Value == "null")
        {
            context.Warn(
                DiagnosticCodes.CorsWideOrigin, origin.Position, "The origin 'null' is every sandboxed frame's and every local file's: any site can make its page send it.",
                "Name the sites.");
        }
        else if (origin.Value != "*" && !Origin().IsMatch(origin.Value))
        {
            context.Warn(
                DiagnosticCodes.CorsDeadOrigin, origin.Position, $"No browser sends the Origin '{origin}': it is a scheme, a host in lower case and a port that is not the scheme's own, compared as it stands.",
                origin.Value.Contains('*') ? "Write a pattern in allowOriginRegex: https://[a-z0-9-]+\\.example\\.com." : "Write it as https://app.example.com: no path, no slash at the end.");
        }
    }

    private static void CheckPattern(AnalysisContext context, Text pattern)
    {
        if (Re2.TryCreate(pattern.Value, out _) is { } regex && regex.IsMatch("*"))
        {
            if (!regex.IsMatch("https://a.example:1/*"))
            {
                context.Warn(
                    DiagnosticCodes.CorsWideOrigin, pattern.Position, $"The pattern '{pattern}' fits the text '*', and by that any origin, as in Envoy.",
                    "Let it begin with the scheme: https://.");
            }
        }
        else if (OpenDot().IsMatch(Literal(pattern.Value)))
        {
            context.Warn(
                DiagnosticCodes.CorsWideOrigin, pattern.Position, $"A dot of the pattern '{pattern}' stands for any character: another site's name may fit.",
                "Write \\. for a dot.");
        }
    }

    /// <summary>The pattern with its classes blanked: a dot there is one.</summary>
    private static string Literal(string pattern) => Class().Replace(pattern, "[]");

    /// <summary>A dot that is not escaped and has no quantifier, between letters or behind something repeated: a host's own.</summary>
    [GeneratedRegex(@"(?<!\\)(?:\\\\)*(?<=[A-Za-z0-9\]*+)])\.(?=[A-Za-z0-9(\[])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OpenDot();

    [GeneratedRegex(@"(?<!\\)\[(\\.|[^\]\\])*\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Class();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Origin();
}
