namespace LlmPolicy;

/// <summary>Where a provider's keys are fetched from (<c>jwks.remote</c>).</summary>
/// <param name="Provider">The provider's name (<c>jwt.providers.NAME</c>).</param>
/// <param name="Url">The address of the JWKS document.</param>
/// <param name="Upstream">The Upstream that serves it (<c>upstreamRef</c>); null: the address itself.</param>
/// <param name="CacheDuration">How long a fetched set is good for. Default 5 minutes.</param>
/// <param name="Position">Where it stands in the manifest.</param>
public sealed record RemoteJwks(string Provider, string Url, ResourceName? Upstream, TimeSpan CacheDuration, SourcePosition Position);
