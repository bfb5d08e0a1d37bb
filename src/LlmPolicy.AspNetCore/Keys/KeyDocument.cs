namespace LlmPolicy.Keys;

/// <summary>The last good answer of a key server.</summary>
/// <param name="Text">The JWKS as it came.</param>
/// <param name="Keys">The keys read from it.</param>
/// <param name="Fetched">When, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record KeyDocument(string Text, KeySet Keys, long Fetched);
