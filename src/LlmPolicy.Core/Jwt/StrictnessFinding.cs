namespace LlmPolicy.Jwt;

/// <summary>A strictness rule that a token breaks.</summary>
internal sealed record StrictnessFinding(string Rule, JwtStatus Status);
