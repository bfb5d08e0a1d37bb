using LlmPolicy.Headers;
using LlmPolicy.Routing;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Requests around the boundaries of both versions: their domains, and of each host's routes the paths, methods, headers and parameters.</summary>
internal static class RequestProbes
{
    private const string NoDomain = "no-such-domain.invalid";

    public static IEnumerable<PolicyRequest> Of(TestPolicies before, TestPolicies after)
    {
        foreach (var (scheme, authority, hosts) in Hosts(before.WithThrowAwayKeys.Policy!.Hosts, after.WithThrowAwayKeys.Policy!.Hosts))
        {
            List<PolicyRequest> requests = [.. hosts.SelectMany(h => h.Routes).SelectMany(route => Around(route, hosts))];
            IEnumerable<PolicyRequest> all = requests.Count == 0 ? [MatcherProbes.Get("/")] : requests;
            foreach (var request in all.DistinctBy(Key))
            {
                yield return request with { Scheme = scheme, Authority = authority };
            }
        }
    }

    /// <summary>An authority for each pair of hosts that a request can come to.</summary>
    private static IEnumerable<(string Scheme, string Authority, VirtualHostPolicy[] Hosts)> Hosts(HostTables before, HostTables after)
    {
        HashSet<(VirtualHostPolicy?, VirtualHostPolicy?)> seen = [];
        string[] authorities = [.. before.All.Concat(after.All).SelectMany(h => h.Domains).Select(Example), NoDomain];
        foreach (string scheme in new[] { "http", "https" })
        {
            foreach (string authority in authorities)
            {
                var (one, other) = (before.Find(scheme, authority), after.Find(scheme, authority));
                if (seen.Add((one, other)))
                {
                    yield return (scheme, authority, [.. new[] { one, other }.OfType<VirtualHostPolicy>()]);
                }
            }
        }
    }

    private static string Example(string domain) => domain switch
    {
        "*" => "any.example",
        _ when domain.StartsWith('*') => $"any{domain[1..]}",
        _ when domain.EndsWith('*') => $"{domain[..^1]}any",
        _ => domain,
    };

    private static IEnumerable<PolicyRequest> Around(RoutePolicy route, VirtualHostPolicy[] hosts)
    {
        string[] methods = [.. (route.Rbac?.Rules ?? []).SelectMany(r => r.Permission.Methods).Distinct()];
        string[] paths = [.. (route.Rbac?.Rules ?? []).Select(r => r.Permission.PathPrefix).Where(p => p.Length > 0).Distinct()];
        HeaderField[] touched = [.. hosts.SelectMany(h => h.Routes).SelectMany(TouchedHeaders).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new HeaderField(name, "client"))];
        double[] draws = [.. hosts.SelectMany(h => h.Routes).Select(r => r.Action).OfType<ForwardAction>().SelectMany(a => a.Destinations.Draws).Distinct()];
        return route.Matchers.SelectMany(matcher => MatcherProbes.Of(matcher, methods, paths, touched, draws));
    }

    /// <summary>The headers that a route sets, removes or makes of claims: the client may send them, too.</summary>
    private static IEnumerable<string> TouchedHeaders(RoutePolicy route)
    {
        IEnumerable<HeaderLevel> levels = route.Levels.RequestLevels;
        if (route.Action is ForwardAction forward)
        {
            levels = levels.Concat(forward.Destinations.All.Select(d => d.RequestLevel).OfType<HeaderLevel>());
        }

        return levels.SelectMany(l => l.Removals.Select(r => r.Name).Concat(l.Additions.Select(a => a.Name).Where(n => n.Length > 0)))
            .Concat(levels.Any(l => l.Secrets.Any()) ? ["authorization"] : [])
            .Concat(route.Jwt.SelectMany(j => j.Providers).SelectMany(p => p.ClaimHeaders).Select(h => h.Name));
    }

    private static string Key(PolicyRequest request) =>
        $"{request.Method} {request.Target} {request.Draw} {string.Join('|', request.Headers.Select(h => $"{h.Name}:{h.Value}"))}";
}
