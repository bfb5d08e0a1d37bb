namespace LlmPolicy.Jwt;

/// <summary>
/// A token, whole, and what it was verified with. A provider is of one generation of the policy; fetched keys are another set each time:
/// what either replaces is never found again.
/// </summary>
internal readonly record struct TokenKey(ReadOnlyMemory<char> Text, ProviderPolicy Provider, KeySet? Keys)
{
    /// <summary>The end of the signature tells tokens apart, and is not for a caller to choose.</summary>
    private const int Hashed = 32;

    public bool Equals(TokenKey other) => Provider == other.Provider && Keys == other.Keys && Text.Span.SequenceEqual(other.Text.Span);

    public override int GetHashCode() => string.GetHashCode(Text.Span[^Math.Min(Text.Length, Hashed)..]);

    /// <summary>Nothing: a token is a secret.</summary>
    public override string ToString() => "";
}
