namespace LlmPolicy;

/// <summary>Where an Upstream's requests go.</summary>
public sealed record UpstreamAddress
{
    /// <summary>The Upstream.</summary>
    public required ResourceName Name { get; init; }

    /// <summary>Its hosts, at least one.</summary>
    public required IReadOnlyList<UpstreamEndpoint> Endpoints { get; init; }

    /// <summary>Whether TLS is spoken (<c>useTls</c>, or a port 443 without it).</summary>
    public required bool Tls { get; init; }
}
