using LlmPolicy.Evaluation;
using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>What a policy looks at of requests and their callers, beside method, host, target and body: what has to be kept of a request to decide it again.</summary>
public sealed class PolicyReads
{
    internal PolicyReads(IEnumerable<RoutePolicy> routes)
    {
        RoutePolicy[] all = [.. routes];
        Headers = Names(all.SelectMany(route => RouteReads.MatcherHeaders(route).Concat(RouteReads.SourceHeaders(route)).Concat(RouteReads.ChangedHeaders(route))));
        Claims = [.. all.SelectMany(RouteReads.Claims).DistinctBy(path => string.Join('\0', path))];
        ITokenLocation[] places = [.. all.SelectMany(RouteReads.TokenPlaces)];
        TokenHeaders = Names(places.OfType<HeaderLocation>().Select(place => place.Name));
        TokenParameters = [.. places.OfType<QueryLocation>().Select(place => place.Name).Distinct()];
    }

    /// <summary>The headers that its routes name: to match, to send, to change. In lower case.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>The claims that its rules name, each as its path through objects.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Claims { get; }

    /// <summary>The headers in which its providers look for tokens. In lower case.</summary>
    public IReadOnlyList<string> TokenHeaders { get; }

    /// <summary>The query parameters in which its providers look for tokens.</summary>
    public IReadOnlyList<string> TokenParameters { get; }

    private static string[] Names(IEnumerable<string> names) => [.. names.Select(name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
}
