using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary>A virtual host, compiled: its routes in the order in which they are tried.</summary>
internal sealed class VirtualHostPolicy(SourcePosition position, RoutePolicy[] routes)
{
    public SourcePosition Position { get; } = position;

    /// <summary>The first route that matches, with the matcher that did.</summary>
    public RouteMatch? Match(Exchange exchange)
    {
        foreach (var route in routes)
        {
            if (route.Match(exchange) is { } matcher)
            {
                return new RouteMatch(route, matcher);
            }
        }

        return null;
    }
}
