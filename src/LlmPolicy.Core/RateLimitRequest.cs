namespace LlmPolicy;

/// <summary>What a rate limit service is asked for one request, as Envoy asks: whether it may pass, and that it is counted. Two are equal where they ask the same.</summary>
/// <param name="Domain">Whose rules count: <c>custom</c> for <c>ratelimit.rateLimits</c>, the name of a RateLimitConfig for what refers to one.</param>
/// <param name="Descriptors">What the request is, once for each list of actions that gave something, in the manifest's order. Each counts by itself.</param>
public sealed record RateLimitRequest(string Domain, IReadOnlyList<RateLimitDescriptor> Descriptors)
{
    /// <summary>The domain of <c>ratelimit.rateLimits</c>.</summary>
    public const string CustomDomain = "custom";

    /// <summary>Whether another one asks the same.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(RateLimitRequest? other) => other is not null && Domain == other.Domain && Descriptors.SequenceEqual(other.Descriptors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Domain, Descriptors.Count);

    /// <summary>The domain alone: descriptors may be personal data.</summary>
    public override string ToString() => Domain;
}

/// <summary>A descriptor (<c>rateLimits[].actions</c>): an ordered list of entries. Two are equal where their entries are.</summary>
/// <param name="Entries">The entries, in the order of the actions.</param>
public sealed record RateLimitDescriptor(IReadOnlyList<RateLimitEntry> Entries)
{
    /// <summary>Whether <c>setActions</c> made it: its entries are a set, that only <c>setDescriptors</c> look at. Default: no.</summary>
    public bool IsSet { get; init; }

    /// <summary>The limit that the request itself brings (<c>limit.dynamicMetadata</c>), in the place of its rule's; null for the rule's.</summary>
    public RateLimitAmount? Limit { get; init; }

    /// <summary>Whether another one has the same entries.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(RateLimitDescriptor? other) =>
        other is not null && IsSet == other.IsSet && Limit == other.Limit && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsSet, Limit, Entries.Count);

    /// <summary>The keys alone: values may be personal data.</summary>
    public override string ToString() => string.Join(", ", Entries.Select(entry => entry.Key));
}

/// <summary>One entry of a descriptor.</summary>
/// <param name="Key">Its key (<c>descriptorKey</c>, <c>generic_key</c>, <c>remote_address</c>, ...).</param>
/// <param name="Value">Its value, as text; a header's that is not UTF-8 with a char for each byte.</param>
public readonly record struct RateLimitEntry(string Key, string Value);
