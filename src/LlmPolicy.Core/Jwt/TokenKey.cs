namespace LlmPolicy.Jwt;

/// <summary>
/// A token, and the stage of a policy that accepted it. A stage is of one generation: the next one's never finds it. Two tokens that differ in
/// nothing but the second half of the signature are one place: of an ECDSA signature anybody can make that half's twin (s and n - s both verify).
/// </summary>
internal readonly struct TokenKey : IEquatable<TokenKey>
{
    /// <summary>The signature tells tokens apart, and is not for a caller to choose.</summary>
    private const int Hashed = 32;

    private readonly ReadOnlyMemory<char> _text;
    private readonly JwtRequirement _requirement;

    /// <summary>Where the text ends that is compared.</summary>
    private readonly int _end;

    public TokenKey(ReadOnlyMemory<char> text, JwtRequirement requirement)
    {
        (_text, _requirement) = (text, requirement);
        int signature = text.Span.LastIndexOf('.') + 1;
        _end = signature + Math.Max(0, ((text.Length - signature) / 2) - 1);
    }

    private ReadOnlySpan<char> Compared => _text.Span[.._end];

    /// <summary>Whether the text of a token at this place is the same to its end.</summary>
    public bool IsOf(VerifiedToken token) => token.Text[_end..].SequenceEqual(_text.Span[_end..]);

    public bool Equals(TokenKey other) => _requirement == other._requirement && Compared.SequenceEqual(other.Compared);

    public override bool Equals(object? obj) => obj is TokenKey other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(_text.Span[Math.Max(0, _end - Hashed).._end]);

    /// <summary>Nothing: a token is a secret.</summary>
    public override string ToString() => "";
}
