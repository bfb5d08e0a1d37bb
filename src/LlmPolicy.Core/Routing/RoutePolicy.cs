using LlmPolicy.Evaluation;
using LlmPolicy.Jwt;
using LlmPolicy.Rbac;

namespace LlmPolicy.Routing;

/// <summary>A route, compiled: who may, and what happens then.</summary>
internal sealed class RoutePolicy
{
    public required RouteInfo Info { get; init; }

    public required RouteMatcher[] Matchers { get; init; }

    /// <summary>What is asked of tokens, stage by stage.</summary>
    public required JwtStages Jwt { get; init; }

    /// <summary>The RBAC policies in force; null for none.</summary>
    public required RbacPolicySet? Rbac { get; init; }

    public required IRouteAction Action { get; init; }

    /// <summary>Whether a request may become a WebSocket (<c>upgrades</c>).</summary>
    public required bool WebSockets { get; init; }

    /// <summary>Header levels of the route and its host; those of the response also go on refusals.</summary>
    public required HeaderLevels Levels { get; init; }

    /// <summary>The first matcher that fits; null if none does.</summary>
    public RouteMatcher? Match(Exchange exchange)
    {
        foreach (var matcher in Matchers)
        {
            if (matcher.FindMismatch(exchange) is null)
            {
                exchange.MatcherIndex = matcher.Index;
                return matcher;
            }
        }

        return null;
    }
}
