namespace LlmPolicy.Tool.Tokens;

/// <summary>What came of a token at one provider.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Verified">Whether it accepts the token.</param>
/// <param name="Reason">A code of docs/reasons.md; null if it accepts.</param>
/// <param name="Message">The words that a client would get; null if it accepts.</param>
/// <param name="Position">Where the provider stands in a manifest; null for a key.</param>
internal sealed record TokenVerdict(string Provider, bool Verified, string? Reason, string? Message, SourcePosition? Position);
