using LlmPolicy.Evaluation;
using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>What a policy looks at of requests and their callers, beside method, host, target and body: what has to be kept of a request to decide it again.</summary>
public sealed class PolicyReads
{
    internal PolicyReads(IEnumerable<RoutePolicy> routes)
    {
        RoutePolicy[] all = [.. routes];
        Headers = Names(all.SelectMany(route => RouteReads.MatcherHeaders(route).Concat(RouteReads.SourceHeaders(route))));
        ChangedHeaders = Names(all.SelectMany(RouteReads.ChangedHeaders));
        Parameters = [.. all.SelectMany(route => RouteReads.MatcherParameters(route).Concat(RouteReads.SourceParameters(route))).Distinct()];
        Claims = [.. all.SelectMany(RouteReads.Claims).DistinctBy(path => string.Join('\0', path))];
        ITokenLocation[] places = [.. all.SelectMany(RouteReads.TokenPlaces)];
        TokenHeaders = Names(places.OfType<HeaderLocation>().Select(place => place.Name).Concat(all.SelectMany(RouteReads.Credentials).Select(header => header.Name)));
        TokenParameters = [.. places.OfType<QueryLocation>().Select(place => place.Name).Distinct()];
    }

    /// <summary>The headers whose values its routes look at: to match, and to make others of. In lower case.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>The headers that its routes add to, put others in the place of, or take off, whatever their values are. In lower case.</summary>
    public IReadOnlyList<string> ChangedHeaders { get; }

    /// <summary>The query parameters whose values its routes look at, as the manifests spell them; not those in which it looks for tokens or models.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>The claims that its rules name, each as its path through objects.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Claims { get; }

    /// <summary>The headers in which it looks for tokens, API keys and passwords. In lower case.</summary>
    public IReadOnlyList<string> TokenHeaders { get; }

    /// <summary>The query parameters in which its providers look for tokens.</summary>
    public IReadOnlyList<string> TokenParameters { get; }

    private static string[] Names(IEnumerable<string> names) => [.. names.Select(name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
}
