using System.Security.Cryptography;

namespace LlmPolicy.Jwt;

/// <summary>Reads a PEM public key (RFC 7468, 13). Gloo makes a JWK of it whose <c>alg</c> is the key's usual one.</summary>
internal static class PemReader
{
    private const string Failure = "PEM pubkey parse fails";

    public static KeyReading Read(string text)
    {
        if (!PemEncoding.TryFind(text, out var fields) || text.AsSpan()[fields.Label] is not "PUBLIC KEY")
        {
            return KeyReading.Failed($"{Failure}: a block '-----BEGIN PUBLIC KEY-----' is wanted");
        }

        byte[] der = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64Chars(text.AsSpan()[fields.Base64Data], der, out _) && ((VerificationKey?)ReadRsa(der) ?? ReadEc(der)) is { } key
            ? new KeyReading([key], null)
            : KeyReading.Failed($"{Failure}: neither an RSA key nor an EC key on P-256, P-384 or P-521");
    }

    private static RsaKey? ReadRsa(byte[] der)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(der, out _);
            return new RsaKey("", "RS256", rsa.ExportParameters(includePrivateParameters: false));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static EcKey? ReadEc(byte[] der)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(der, out _);
            var parameters = ecdsa.ExportParameters(includePrivateParameters: false);
            string? alg = ecdsa.KeySize switch { 256 => "ES256", 384 => "ES384", 521 => "ES512", _ => null };
            return alg is null ? null : new EcKey("", alg, parameters);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
