using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Keys;

/// <summary>A key of IdentityModel's as a JWK of its public half.</summary>
internal static class PublicJwk
{
    /// <summary>The policy leaves it out, and counts it, as it does with any <c>kty</c> that it does not know.</summary>
    private static readonly JsonWebKey Unknown = new() { Kty = "unknown" };

    public static JsonWebKey Of(SecurityKey key)
    {
        try
        {
            return key switch
            {
                JsonWebKey jwk => jwk,
                RsaSecurityKey rsa => OfRsa(rsa.Rsa?.ExportParameters(includePrivateParameters: false) ?? rsa.Parameters, rsa.KeyId),
                ECDsaSecurityKey ec => OfEc(ec.ECDsa, ec.KeyId),
                X509SecurityKey certified => OfCertificate(certified.Certificate, certified.KeyId),
                SymmetricSecurityKey shared => JsonWebKeyConverter.ConvertFromSymmetricSecurityKey(shared),
                _ => Unknown,
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or CryptographicException)
        {
            // A curve that has no name in JWKs, or a key that is gone.
            return Unknown;
        }
    }

    private static JsonWebKey OfRsa(RSAParameters parameters, string? keyId) =>
        JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(parameters) { KeyId = keyId });

    private static JsonWebKey OfEc(ECDsa key, string? keyId)
    {
        // The converter exports what a key has, and some keys don't let their private half go.
        using var publicHalf = ECDsa.Create(key.ExportParameters(includePrivateParameters: false));
        return JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(publicHalf) { KeyId = keyId });
    }

    private static JsonWebKey OfCertificate(X509Certificate2 certificate, string? keyId)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ec = certificate.GetECDsaPublicKey();
        return rsa is not null ? OfRsa(rsa.ExportParameters(includePrivateParameters: false), keyId)
            : ec is not null ? OfEc(ec, keyId)
            : Unknown;
    }
}
