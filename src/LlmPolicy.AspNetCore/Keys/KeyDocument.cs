namespace LlmPolicy.Keys;

/// <summary>The last good answer of a key server.</summary>
/// <param name="Bytes">The key set as it came.</param>
/// <param name="Keys">The keys read from it.</param>
/// <param name="Fetched">When, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record KeyDocument(byte[] Bytes, KeySet Keys, long Fetched);
