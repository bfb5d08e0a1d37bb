namespace LlmPolicy.Jwt.Tokens;

/// <summary>A strictness rule that a token breaks.</summary>
internal sealed record StrictnessFinding(string Rule, JwtStatus Status);
