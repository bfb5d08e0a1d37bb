namespace LlmPolicy.Jwt;

/// <summary>What a provider says of a request; <paramref name="Needed"/>: it may say better once these keys are fetched.</summary>
internal readonly record struct ProviderVerdict(JwtStatus Status, RemoteJwks? Needed);
