namespace LlmPolicy.Jwt;

/// <summary>What is kept of a token that was verified: whose it is, and when it holds. Both times in seconds; 0: no bound.</summary>
internal sealed record VerifiedToken(VerifiedCaller Caller, ulong NotBefore, ulong Expires);
