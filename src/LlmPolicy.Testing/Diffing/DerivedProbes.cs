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
                new Probe(p.Caller.Send(p.Request with { Scheme = pair.Scheme, Authority = p.Request.Authority is "" ? pair.Authority : p.Request.Authority }), p.Caller.Words) { Body = p.Body });
        }).Take(MaxProbes);
    }

    private static IEnumerable<(PolicyRequest Request, ReadOnlyMemory<byte> Body, CallerProbe Caller)> Of(HostConditions host, CallerProbes callers)
    {
        if (host.Routes.Count == 0)
        {
            return [(MatcherProbes.Get("/"), Probe.Streaming, CallerProbe.Nobody)];
        }

        // Both versions have most routes alike: what was asked with one is not asked again with the other.
        HashSet<(string, ReadOnlyMemory<byte>, CallerProbe)> asked = [];
        return host.Routes.SelectMany(route =>
        {
            List<MatcherProbes> matchers = [.. route.Matchers.Select(m => new MatcherProbes(m, route.Rbac?.Rules ?? [], host))];
            return Pairs(matchers.SelectMany(m => m.Fitting()).Select(Streaming), callers.Around(route))
                .Concat(Pairs(matchers.SelectMany(m => m.Around()).Select(Streaming), callers.Usual(route)))
                .Concat(ModelConditions.AreIn(route) ? Pairs(matchers.SelectMany(m => m.AskingForModels()), callers.AskingForModels(route)) : []);
        });

        IEnumerable<(PolicyRequest, ReadOnlyMemory<byte>, CallerProbe)> Pairs(IEnumerable<(PolicyRequest Request, ReadOnlyMemory<byte> Body)> requests, IReadOnlyList<CallerProbe> senders) =>
            requests.Select(request => (request.Request, request.Body, Key: Key(request.Request))).DistinctBy(r => (r.Key, r.Body))
                .SelectMany(r => senders.Where(sender => asked.Add((r.Key, r.Body, sender))), (r, sender) => (r.Request, r.Body, sender));
    }

    private static (PolicyRequest Request, ReadOnlyMemory<byte> Body) Streaming(PolicyRequest request) => (request, Probe.Streaming);

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
