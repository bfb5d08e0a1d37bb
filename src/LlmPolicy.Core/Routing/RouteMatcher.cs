using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary>One matcher, compiled: path, methods, headers and query parameters, all of which have to fit.</summary>
internal sealed class RouteMatcher(
    IPathMatcher path,
    IReadOnlyList<string> methods,
    IReadOnlyList<HeaderCondition> headers,
    IReadOnlyList<QueryCondition> queryParameters)
{
    public IPathMatcher Path { get; } = path;

    public bool IsMatch(Exchange exchange) =>
        Path.MatchedLength(exchange.Target.Path) is not null
        && (methods.Count == 0 || methods.Contains(exchange.Request.Method))
        && headers.All(h => h.IsMatch(exchange))
        && queryParameters.All(q => q.IsMatch(exchange.Target.Query));

    /// <summary>The matcher in words.</summary>
    public override string ToString()
    {
        var words = new List<string> { Path.Summary.ToString() };
        if (methods.Count > 0)
        {
            words.Add(string.Join('|', methods));
        }

        words.AddRange(headers.Select(h => h.ToString()));
        words.AddRange(queryParameters.Select(q => q.ToString()));
        return string.Join(", ", words);
    }
}
