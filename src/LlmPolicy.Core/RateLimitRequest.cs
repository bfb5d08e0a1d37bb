namespace LlmPolicy;

/// <summary>What a rate limit service is asked for one request, as Envoy asks: whether it may pass, and that it is counted.</summary>
/// <param name="Domain">Whose rules count: <c>custom</c> for <c>ratelimit.rateLimits</c>, the name of a RateLimitConfig for what refers to one.</param>
/// <param name="Descriptors">What the request is, once for each list of actions that gave something, in the manifest's order. Each counts by itself.</param>
public sealed record RateLimitRequest(string Domain, IReadOnlyList<RateLimitDescriptor> Descriptors);

/// <summary>A descriptor (<c>rateLimits[].actions</c>): an ordered list of entries.</summary>
/// <param name="Entries">The entries, in the order of the actions.</param>
public sealed record RateLimitDescriptor(IReadOnlyList<RateLimitEntry> Entries)
{
    /// <summary>Whether <c>setActions</c> made it: its entries are a set, that only <c>setDescriptors</c> look at. Default: no.</summary>
    public bool IsSet { get; init; }

    /// <summary>The limit that the request itself brings (<c>limit.dynamicMetadata</c>), in the place of its rule's; null for the rule's.</summary>
    public RateLimitAmount? Limit { get; init; }
}

/// <summary>One entry of a descriptor.</summary>
/// <param name="Key">Its key (<c>descriptorKey</c>, <c>generic_key</c>, <c>remote_address</c>, ...).</param>
/// <param name="Value">Its value.</param>
public readonly record struct RateLimitEntry(string Key, string Value);
