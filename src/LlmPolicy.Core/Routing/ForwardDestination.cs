using LlmPolicy.ExtAuth;
using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary>An Upstream that a route forwards to, with the header level of a weighted destination.</summary>
internal sealed record ForwardDestination(ResourceName Upstream, HeaderLevel? RequestLevel, HeaderLevel? ResponseLevel)
{
    /// <summary>What becomes of a request to a provider that its Upstream names (<c>ai</c>); null for any other Upstream.</summary>
    public ProviderCall? Provider { get; init; }

    /// <summary>The levels of request headers of its own: the first before all others, the provider's behind them.</summary>
    public IEnumerable<HeaderLevel> RequestLevels => new[] { RequestLevel, Provider?.Headers }.OfType<HeaderLevel>();

    /// <summary>Its own <c>extauth</c>, in the place of its route's; null where that counts.</summary>
    public DestinationAuth? Auth { get; init; }

    /// <summary>Whether nothing defines the Upstream, and that may be: it answers as one that can't be reached.</summary>
    public bool IsMissing { get; init; }

    /// <summary>What Envoy calls an Upstream.</summary>
    public static string ClusterOf(ResourceName upstream) => $"{upstream.Name}_{upstream.Namespace}";
}
