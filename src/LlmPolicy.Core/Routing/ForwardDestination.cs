using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary>An Upstream that a route forwards to, with the header level of a weighted destination.</summary>
internal sealed record ForwardDestination(ResourceName Upstream, HeaderLevel? RequestLevel, HeaderLevel? ResponseLevel)
{
    /// <summary>Whether nothing defines the Upstream, and that may be: it answers as one that can't be reached.</summary>
    public bool IsMissing { get; init; }

    /// <summary>What Envoy calls an Upstream.</summary>
    public static string ClusterOf(ResourceName upstream) => $"{upstream.Name}_{upstream.Namespace}";
}
