using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt.Keys;

/// <summary>A key that verifies signatures. The kind of key decides the primitive, never the token.</summary>
internal abstract record VerificationKey(string KeyId, string Algorithm)
{
    /// <summary>Whether <c>kid</c> and <c>alg</c> of a token allow this key; what a key or a token leaves out fits all.</summary>
    public bool Fits(in JwtToken token) =>
        (token.KeyId.Length == 0 || KeyId.Length == 0 || token.KeyId == KeyId)
        && (Algorithm.Length == 0 || Algorithm == token.Algorithm.Name);

    /// <summary>Good, bad (the next key may do), or an error that ends the search.</summary>
    public abstract JwtStatus Verify(JwtAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
