using LlmPolicy.Http;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A matcher that no request fits, for its path, one of its regular expressions, or a method.</summary>
internal sealed class MatcherNeverMatchesRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var matcher in context.Written.Routes.SelectMany(r => r.Matchers))
        {
            CheckPath(matcher, context);
            CheckValues(matcher, context);
            foreach (var method in matcher.Methods.Where(m => !HttpSyntax.IsMethod(m.Value)))
            {
                Report(method, $"'{method}' is not an HTTP method.", "Methods are written in capitals.", context);
            }
        }
    }

    private static void CheckPath(Matcher matcher, AnalysisContext context)
    {
        if ((matcher.Prefix ?? matcher.Exact) is { Value.Length: > 0 } path && path.Value[0] != '/')
        {
            Report(path, $"No path begins with '{path}'.", $"Write /{path}.", context);
        }

        if (matcher.Regex is { } regex && (DeadRegex.OfPath(regex.Value) ?? DeadRegex.Of(regex.Value)) is { } problem)
        {
            Report(regex, $"The regular expression matches no path: {problem}.", "It has to match the whole path, without the query.", context);
        }
    }

    private static void CheckValues(Matcher matcher, AnalysisContext context)
    {
        var values = matcher.Headers.Where(h => h.Regex).Select(h => h.Value).Concat(matcher.QueryParameters.Where(q => q.Regex).Select(q => q.Value));
        foreach (var value in values.OfType<Text>())
        {
            if (DeadRegex.Of(value.Value) is { } problem)
            {
                Report(value, $"The regular expression matches no value: {problem}.", "It has to match the whole value.", context);
            }
        }
    }

    private static void Report(Text text, string message, string remedy, AnalysisContext context) =>
        context.Warn(DiagnosticCodes.MatcherNeverMatches, text.Position, message, remedy);
}
