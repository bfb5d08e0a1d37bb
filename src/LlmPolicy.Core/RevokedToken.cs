namespace LlmPolicy;

/// <summary>A token, or all tokens of somebody, that are refused although they are good.</summary>
public sealed class RevokedToken
{
    private RevokedToken()
    {
    }

    /// <summary>The provider whose tokens are meant (<c>jwt.providers</c>); null for a token known by its hash.</summary>
    public string? Provider { get; private init; }

    /// <summary>The claim that tells them apart, such as <c>jti</c> or <c>sub</c>; null for a token known by its hash.</summary>
    public string? Claim { get; private init; }

    /// <summary>The claim's value; null for a token known by its hash.</summary>
    public string? Value { get; private init; }

    /// <summary>The token's SHA-256 in hexadecimal; null for tokens known by a claim.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>All tokens of a provider that hold a value in a claim: a string, a number or a boolean, or a list with it.</summary>
    /// <param name="provider">The provider's name in the manifest (<c>jwt.providers</c>).</param>
    /// <param name="claim">The claim's name, or its path with dots between the names, as in <c>claimsToHeaders</c>.</param>
    /// <param name="value">The value; numbers as they are written in the token.</param>
    public static RevokedToken ByClaim(string provider, string claim, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentException.ThrowIfNullOrEmpty(claim);
        ArgumentNullException.ThrowIfNull(value);
        return new RevokedToken { Provider = provider, Claim = claim, Value = value };
    }

    /// <summary>
    /// One token by the SHA-256 of its text, or of what of it was signed: its text up to the last dot. Who has a token signed by ECDSA can write its signature in
    /// another way, so that the second form is the safe one.
    /// </summary>
    /// <param name="sha256">64 hexadecimal digits.</param>
    /// <exception cref="ArgumentException">It is no SHA-256 in hexadecimal.</exception>
    public static RevokedToken BySha256(string sha256)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return sha256.Length == 64 && sha256.All(char.IsAsciiHexDigit)
            ? new RevokedToken { Sha256 = sha256.ToUpperInvariant() }
            : throw new ArgumentException("A SHA-256 in hexadecimal is expected: 64 digits.", nameof(sha256));
    }
}
