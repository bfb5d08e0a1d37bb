namespace LlmPolicy.Tool.Graph;

/// <summary>What a picture of a policy shows, in the order in which routes are tried.</summary>
internal sealed record PolicyGraph(IReadOnlyList<GraphHost> Hosts)
{
    public static PolicyGraph Of(CompiledPolicy policy)
    {
        Dictionary<ResourceName, UpstreamAddress> addresses = policy.Upstreams.ToDictionary(u => u.Name);
        return new PolicyGraph([.. policy.Routes.GroupBy(r => (r.Route.VirtualService, string.Join(' ', r.Domains))).Select(host => new GraphHost(
            host.Key.VirtualService.ToString(),
            host.First().Domains,
            [.. host.Select(r => ToRoute(r, addresses))]))]);
    }

    private static GraphRoute ToRoute(PolicySummary route, Dictionary<ResourceName, UpstreamAddress> addresses) => new(
        route.Route.Name,
        route.Matchers,
        route.Access,
        route.Upstreams.Count == 0 ? [new GraphTarget(route.Action, [])] : [.. route.Upstreams.Select(u => ToTarget(u, addresses.GetValueOrDefault(u)))],
        [.. route.Secrets.Select(s => s.ToString())]);

    private static GraphTarget ToTarget(ResourceName upstream, UpstreamAddress? address) => new(
        upstream.ToString(),
        [.. address?.Endpoints.Select(e => $"{(address.Tls ? "https" : "http")}://{(e.Host.Contains(':') ? $"[{e.Host}]" : e.Host)}:{e.Port}") ?? []]);
}
