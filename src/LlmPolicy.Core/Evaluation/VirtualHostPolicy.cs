using LlmPolicy.Exchanges;
using LlmPolicy.Jwt;

namespace LlmPolicy.Evaluation;

/// <summary>A virtual host, compiled: its routes in the order in which they are tried.</summary>
internal sealed class VirtualHostPolicy(ResourceName service, IReadOnlyList<string> domains, SourcePosition position, JwtStages jwt, RoutePolicy[] routes)
{
    private readonly RouteIndex? _index = RouteIndex.Of(routes);

    public ResourceName Service { get; } = service;

    public IReadOnlyList<string> Domains { get; } = domains;

    public SourcePosition Position { get; } = position;

    public IReadOnlyList<RoutePolicy> Routes => routes;

    /// <summary>What the host and its routes ask of tokens in a stage, each once; what a host asks counts even where all its routes replace it.</summary>
    public IEnumerable<JwtRequirement> Requirements(int stage) =>
        routes.Select(r => r.Jwt[stage]).Prepend(jwt[stage]).OfType<JwtRequirement>().Distinct();

    /// <summary>The first route that matches, with the matcher that did. Who listens is told of each route that was tried.</summary>
    public RouteMatch? Match(Exchange exchange) => exchange.Findings is null && _index is not null ? _index.Match(exchange) : MatchInOrder(exchange);

    private RouteMatch? MatchInOrder(Exchange exchange)
    {
        foreach (var route in routes)
        {
            if (route.Match(exchange) is { } matched)
            {
                return new RouteMatch(route, matched);
            }
        }

        return null;
    }
}
