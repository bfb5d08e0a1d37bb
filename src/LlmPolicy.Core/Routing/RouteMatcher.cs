using LlmPolicy.Exchanges;

namespace LlmPolicy.Routing;

/// <summary>One matcher, compiled: path, methods, headers and query parameters, all of which have to fit.</summary>
internal sealed class RouteMatcher(
    IPathMatcher path,
    MethodCondition methods,
    HeaderCondition[] headers,
    QueryCondition[] queryParameters,
    SourcePosition position,
    int index)
{
    public IPathMatcher Path { get; } = path;

    public IReadOnlyList<string> Methods => methods.Names;

    public IReadOnlyList<HeaderCondition> Headers => headers;

    public IReadOnlyList<QueryCondition> QueryParameters => queryParameters;

    public SourcePosition Position { get; } = position;

    /// <summary>Its place among the route's matchers, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>The first of its conditions that does not hold; null if it matches.</summary>
    public IRouteCondition? FindMismatch(Exchange exchange)
    {
        if (Path.MatchedLength(exchange.Target.Path) is null)
        {
            return Path;
        }

        if (!methods.IsMatch(exchange.Request.Method))
        {
            return methods;
        }

        foreach (var header in headers)
        {
            if (!header.IsMatch(exchange))
            {
                return header;
            }
        }

        foreach (var parameter in queryParameters)
        {
            if (!parameter.IsMatch(exchange.Query))
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>The matcher in words.</summary>
    public override string ToString()
    {
        var words = new List<string> { Path.Summary.ToString() };
        if (methods.Names.Count > 0)
        {
            words.Add(methods.ToString());
        }

        words.AddRange(headers.Select(h => h.ToString()));
        words.AddRange(queryParameters.Select(q => q.ToString()));
        return string.Join(", ", words);
    }
}

/// <summary>One condition of a matcher.</summary>
internal interface IRouteCondition
{
    /// <summary>That the condition does not hold, in words.</summary>
    string MismatchWords { get; }
}
