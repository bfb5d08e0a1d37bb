using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Tool.Tokens;

/// <summary>A new key pair in the forms that people hand around.</summary>
/// <param name="PrivatePem">PKCS#8.</param>
/// <param name="PublicPem">SubjectPublicKeyInfo: what <c>jwks.local.key</c> takes.</param>
/// <param name="PublicKey">The public half as a JWK, its <c>kid</c> the thumbprint (RFC 7638).</param>
internal sealed record KeyPair(string PrivatePem, string PublicPem, PublicJwk PublicKey)
{
    private const int RsaBits = 2048;

    public static IReadOnlyCollection<string> Algorithms { get; } = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static KeyPair Make(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm switch
        {
            "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RSA.Create(RsaBits),
        };
        return new KeyPair(key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem(), PublicJwk.Of(ToJwk(key), algorithm));
    }

    private static JsonWebKey ToJwk(AsymmetricAlgorithm key) => key is ECDsa ec
        ? JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ec))
        : JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(((RSA)key).ExportParameters(includePrivateParameters: false)));
}
