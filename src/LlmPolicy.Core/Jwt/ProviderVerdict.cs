namespace LlmPolicy.Jwt;

/// <summary>What a provider says of a request; <paramref name="Needed"/>: it can't tell before these keys are fetched.</summary>
internal sealed record ProviderVerdict(JwtStatus Status, RemoteJwks? Needed);
