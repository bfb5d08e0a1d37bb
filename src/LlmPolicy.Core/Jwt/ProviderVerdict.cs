using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>
/// What a provider says of a request. <paramref name="Needed"/>: it may say better once these keys are fetched. <paramref name="Verified"/>: the
/// token that it accepted, where there was one alone that may be remembered.
/// </summary>
internal readonly record struct ProviderVerdict(JwtStatus Status, RemoteJwks? Needed, VerifiedToken? Verified = null);
