namespace LlmPolicy;

/// <summary>One entry of a descriptor.</summary>
/// <param name="Key">Its key (<c>descriptorKey</c>, <c>generic_key</c>, <c>remote_address</c>, ...).</param>
/// <param name="Value">Its value, as text; a header's that is not UTF-8 with a char for each byte.</param>
public readonly record struct RateLimitEntry(string Key, string Value)
{
    /// <summary>The key alone: the value may be personal data, or a credential.</summary>
    public override string ToString() => Key;
}
