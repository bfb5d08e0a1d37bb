namespace LlmPolicy.Usage;

/// <summary>What a number in a document counts as.</summary>
/// <param name="Member">Its meaning.</param>
/// <param name="Tag">The tag of the element that it has to stand in; null for none.</param>
/// <param name="Adds">Whether it adds to what the same document said before.</param>
internal readonly record struct UsageCount(UsageMember Member, string? Tag, bool Adds);
