namespace LlmPolicy.Jwt;

/// <summary>What a provider says of a request; <paramref name="Needed"/>: it may say better once these keys are fetched.</summary>
internal sealed record ProviderVerdict(JwtStatus Status, RemoteJwks? Needed);
