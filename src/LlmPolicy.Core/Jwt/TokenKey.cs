namespace LlmPolicy.Jwt;

/// <summary>A token, whole, and the stage of a policy that accepted it. A stage is of one generation: the next one's never finds it.</summary>
internal readonly record struct TokenKey(ReadOnlyMemory<char> Text, JwtRequirement Requirement)
{
    /// <summary>The end of the signature tells tokens apart, and is not for a caller to choose.</summary>
    private const int Hashed = 32;

    public bool Equals(TokenKey other) => Requirement == other.Requirement && Text.Span.SequenceEqual(other.Text.Span);

    public override int GetHashCode() => string.GetHashCode(Text.Span[^Math.Min(Text.Length, Hashed)..]);

    /// <summary>Nothing: a token is a secret.</summary>
    public override string ToString() => "";
}
