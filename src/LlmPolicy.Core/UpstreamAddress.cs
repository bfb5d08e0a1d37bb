namespace LlmPolicy;

/// <summary>Where an Upstream's requests go.</summary>
/// <param name="Name">The Upstream.</param>
/// <param name="Endpoints">Its hosts, at least one.</param>
/// <param name="Tls">Whether TLS is spoken (<c>useTls</c>, or a port 443 without it).</param>
public sealed record UpstreamAddress(ResourceName Name, IReadOnlyList<UpstreamEndpoint> Endpoints, bool Tls);
