using LlmPolicy.Compilation;
using LlmPolicy.Evaluation;
using LlmPolicy.Routing;

namespace LlmPolicy.Tool.Graph;

/// <summary>What a picture of a policy shows, in the order in which routes are tried.</summary>
internal sealed record PolicyGraph(IReadOnlyList<GraphHost> Hosts)
{
    /// <summary>The Upstreams that routes lead to, each once, however many do.</summary>
    public IReadOnlyList<GraphTarget> Targets => [.. Hosts.SelectMany(h => h.Routes).SelectMany(r => r.Ways).Select(w => w.Target).DistinctBy(t => t.Name)];

    public static PolicyGraph Of(CompiledPolicy policy)
    {
        Dictionary<ResourceName, UpstreamAddress> addresses = policy.Upstreams.ToDictionary(u => u.Name);
        Dictionary<RouteInfo, RoutePolicy> compiled = new(ReferenceEqualityComparer.Instance);
        foreach (RoutePolicy route in policy.Listeners.Hosts.SelectMany(h => h.Routes))
        {
            compiled.TryAdd(route.Info, route);
        }

        return new PolicyGraph([.. policy.Routes.GroupBy(r => (r.Route.VirtualService, string.Join(' ', r.Domains))).Select(host => new GraphHost(
            host.Key.VirtualService.ToString(),
            host.First().Domains,
            [.. host.Select(r => ToRoute(r, compiled[r.Route], addresses))]))]);
    }

    private static GraphRoute ToRoute(PolicySummary summary, RoutePolicy route, Dictionary<ResourceName, UpstreamAddress> addresses)
    {
        GraphAccess access = GraphAccess.Of(RouteAccess.Of(route));
        return route.Action is ForwardAction forward
            ? new GraphRoute(summary.Route.Name, summary.Matchers, access, [.. Ways(forward, route.Levels, addresses)], null)
            : new GraphRoute(summary.Route.Name, summary.Matchers, access, [], summary.Action);
    }

    /// <summary>A way a destination; those that differ in nothing that is drawn are one.</summary>
    private static IEnumerable<GraphWay> Ways(ForwardAction forward, HeaderLevels levels, Dictionary<ResourceName, UpstreamAddress> addresses) => forward.Destinations.All
        .Select(destination => new GraphWay(
            ToTarget(destination.Upstream, addresses.GetValueOrDefault(destination.Upstream)),
            [.. levels.Request(destination).SelectMany(level => level.Secrets).Distinct().Select(secret => secret.ToString())]))
        .DistinctBy(way => string.Join('\0', way.Keys.Prepend(way.Target.Name)));

    private static GraphTarget ToTarget(ResourceName upstream, UpstreamAddress? address) => new(
        upstream.ToString(),
        [.. address?.Endpoints.Select(e => $"{(address.Tls ? "https" : "http")}://{(e.Host.Contains(':') ? $"[{e.Host}]" : e.Host)}:{e.Port}") ?? []]);
}
