namespace LlmPolicy;

/// <summary>Where a provider's keys are fetched from (<c>jwks.remote</c>).</summary>
public sealed record RemoteJwks
{
    /// <summary>The provider's name (<c>jwt.providers.NAME</c>).</summary>
    public required string Provider { get; init; }

    /// <summary>The address of the JWKS document.</summary>
    public required string Url { get; init; }

    /// <summary>The Upstream that serves it (<c>upstreamRef</c>); null: the address itself.</summary>
    public ResourceName? Upstream { get; init; }

    /// <summary>How long a fetched set is good for. Default 5 minutes.</summary>
    public required TimeSpan CacheDuration { get; init; }

    /// <summary>Where it stands in the manifest.</summary>
    public required SourcePosition Position { get; init; }
}
