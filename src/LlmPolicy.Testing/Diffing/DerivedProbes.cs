using LlmPolicy.Testing.Diffing.Callers;
using LlmPolicy.Testing.Diffing.Requests;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>
/// Requests around the boundaries of both versions, and callers around them: all callers with the requests that fit a matcher, and with those
/// that fit but for one thing, a caller for each principal.
/// </summary>
internal static class DerivedProbes
{
    /// <summary>What is beyond is not tried, and so a change that only shows there is told as not covered.</summary>
    private const int MaxProbes = 200_000;

    public static IEnumerable<Probe> Of(TestPolicies before, TestPolicies after, DateTimeOffset now)
    {
        IReadOnlyList<TokenIssuer> issuers = Issuers(before.WithThrowAwayKeys.Issuers.Concat(after.WithThrowAwayKeys.Issuers));
        return HostPairs.Of(before.WithThrowAwayKeys.Policy!.Listeners, after.WithThrowAwayKeys.Policy!.Listeners).SelectMany(pair =>
        {
            HostConditions host = new(pair.Before, pair.After);
            return Of(host, new CallerProbes(host, issuers, now)).Select(p =>
                new Probe(p.Caller.Send(p.Request with { Scheme = pair.Scheme, Authority = p.Request.Authority is "" ? pair.Authority : p.Request.Authority }), p.Caller.Words));
        }).Take(MaxProbes);
    }

    private static IEnumerable<(PolicyRequest Request, CallerProbe Caller)> Of(HostConditions host, CallerProbes callers)
    {
        if (host.Routes.Count == 0)
        {
            return [(MatcherProbes.Get("/"), CallerProbe.Nobody)];
        }

        // Both versions have most routes alike: what was asked with one is not asked again with the other.
        HashSet<(string, CallerProbe)> asked = [];
        return host.Routes.SelectMany(route =>
        {
            List<MatcherProbes> matchers = [.. route.Matchers.Select(m => new MatcherProbes(m, route.Rbac?.Rules ?? [], host))];
            return Pairs(matchers.SelectMany(m => m.Fitting()), callers.Around(route)).Concat(Pairs(matchers.SelectMany(m => m.Around()), callers.Usual(route)));
        });

        IEnumerable<(PolicyRequest, CallerProbe)> Pairs(IEnumerable<PolicyRequest> requests, IReadOnlyList<CallerProbe> senders) =>
            requests.Select(request => (Request: request, Key: Key(request))).DistinctBy(r => r.Key)
                .SelectMany(r => senders.Where(sender => asked.Add((r.Key, sender))), (r, sender) => (r.Request, sender));
    }

    private static List<TokenIssuer> Issuers(IEnumerable<TokenIssuer> all)
    {
        List<TokenIssuer> issuers = [];
        foreach (var issuer in all)
        {
            if (!issuers.Exists(known => known.IssuesTheSameAs(issuer) && known.Provider == issuer.Provider && known.ClockSkewSeconds == issuer.ClockSkewSeconds && known.Places.SequenceEqual(issuer.Places)))
            {
                issuers.Add(issuer);
            }
        }

        return issuers;
    }

    private static string Key(PolicyRequest request) =>
        $"{request.Method} {request.Authority} {request.Target} {request.Draw} {string.Join('|', request.Headers.Select(h => $"{h.Name}:{h.Value}"))}";
}
