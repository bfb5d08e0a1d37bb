using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Tool.Tokens;

/// <summary>The public members of a JWK (RFC 7518, 6), and nothing else of it.</summary>
internal sealed record PublicJwk(string Kty, string Kid, string Alg, string Use, string? N, string? E, string? Crv, string? X, string? Y)
{
    public static PublicJwk Of(JsonWebKey key, string algorithm) =>
        new(key.Kty, Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()), algorithm, "sig", key.N, key.E, key.Crv, key.X, key.Y);
}
