namespace LlmPolicy;

/// <summary>A descriptor (<c>rateLimits[].actions</c>): an ordered list of entries. Two are equal where their entries are.</summary>
/// <param name="Entries">The entries, in the order of the actions.</param>
public sealed record RateLimitDescriptor(IReadOnlyList<RateLimitEntry> Entries)
{
    /// <summary>Whether <c>setActions</c> made it: its entries are a set, that only <c>setDescriptors</c> look at. Default: no.</summary>
    public bool IsSet { get; init; }

    /// <summary>The limit that the request itself brings (<c>limit.dynamicMetadata</c>), in the place of its rule's; null for the rule's.</summary>
    public RateLimitAmount? Limit { get; init; }

    /// <inheritdoc/>
    public bool Equals(RateLimitDescriptor? other) =>
        other is not null && IsSet == other.IsSet && Limit == other.Limit && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsSet, Limit, Entries.Count);

    /// <summary>The keys alone: values may be personal data.</summary>
    public override string ToString() => string.Join(", ", Entries.Select(entry => entry.Key));
}
