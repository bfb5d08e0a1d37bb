using System.Globalization;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>The policy as a graph: hosts, their routes in the order in which they are tried, who may, and where it leads.</summary>
internal static class RoutesSection
{
    public static Html Render(CompiledPolicy policy)
    {
        var addresses = policy.Upstreams.ToDictionary(upstream => upstream.Name);
        var hosts = policy.Routes.GroupBy(route => (route.Route.VirtualService, string.Join(' ', route.Domains)));
        return Html.Of($"""
            <section id="routes" aria-labelledby="routes-title"><h2 id="routes-title">Who may go where</h2>
            {hosts.Select(host => Host(host.Key.VirtualService, [.. host], addresses))}</section>
            """);
    }

    private static Html Host(ResourceName name, PolicySummary[] routes, Dictionary<ResourceName, UpstreamAddress> addresses) => Html.Of($"""
        <div class="host"><h3><bdi>{string.Join(", ", routes[0].Domains)}</bdi> <small><bdi>{name}</bdi></small></h3>
        <ol class="routes">{routes.Select(route => Route(route, addresses))}</ol></div>
        """);

    private static Html Route(PolicySummary route, Dictionary<ResourceName, UpstreamAddress> addresses) => Html.Of($"""
        <li><div><span class="label">Route</span><b><bdi>{route.Route.Name}</bdi></b> {StepList.Place(route.Route.Position)}{route.Matchers.Select(matcher => Html.Of($"""<span class="line"><bdi>{matcher}</bdi></span>"""))}</div>
        <div><span class="label">Who may</span><span class="access {Class(route.AccessLevel)}">{Title(route.AccessLevel)}</span>{Access(route)}</div>
        <div><span class="label">Goes to</span>{Targets(route, addresses)}{Keys(route)}</div></li>
        """);

    private static Html Access(PolicySummary route) => route.AccessLevel == AccessLevel.Anyone && route.Access == "anyone" ? Html.Empty
        : Html.Of($"{route.Access.Split("; ").Select(part => Html.Of($"""<span class="line"><bdi>{part}</bdi></span>"""))}");

    private static string Class(AccessLevel level) => level.ToString().ToLowerInvariant();

    private static string Title(AccessLevel level) => level switch
    {
        AccessLevel.Anyone => "anyone",
        AccessLevel.Token => "any good token",
        AccessLevel.Claim => "a claim in the token",
        _ => "nobody",
    };

    private static Html Targets(PolicySummary route, Dictionary<ResourceName, UpstreamAddress> addresses) => route.Upstreams.Count == 0
        ? Html.Of($"""<b>{route.Action}</b>""")
        : Html.Join(route.Upstreams.Select(upstream => Html.Of($"""<b class="line"><bdi>{upstream}</bdi></b>{Addresses(addresses.GetValueOrDefault(upstream))}""")));

    private static Html Addresses(UpstreamAddress? upstream) => upstream is null ? Html.Of($"""<span class="line quiet">no address</span>""")
        : Html.Join(upstream.Endpoints.Select(endpoint => Html.Of($"""<span class="line quiet"><bdi>{Address(upstream.Tls, endpoint)}</bdi></span>""")));

    private static string Address(bool tls, UpstreamEndpoint endpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{(tls ? "https" : "http")}://{(endpoint.Host.Contains(':') ? $"[{endpoint.Host}]" : endpoint.Host)}:{endpoint.Port}");

    private static Html Keys(PolicySummary route) => route.Secrets.Count == 0 ? Html.Empty
        : Html.Of($"""<span class="line quiet">with the secret {string.Join(", ", route.Secrets)}</span>""");
}
