using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary>An Upstream that a route forwards to, with the header level of a weighted destination.</summary>
internal sealed record ForwardDestination(ResourceName Upstream, HeaderLevel? RequestLevel, HeaderLevel? ResponseLevel);
