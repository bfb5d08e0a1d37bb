using System.Security.Cryptography;

namespace LlmPolicy.Jwt;

/// <summary>Reads a PEM public key (RFC 7468, 13). Gloo makes a JWK of it whose <c>alg</c> is the key's usual one.</summary>
internal sealed class PemReader(IEd25519Verifier? ed25519)
{
    private const string Failure = "PEM pubkey parse fails";

    /// <summary>SubjectPublicKeyInfo of Ed25519 up to the key's 32 bytes (RFC 8410, 4).</summary>
    private static readonly byte[] Ed25519Prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    public KeyReading Read(string text)
    {
        if (!PemEncoding.TryFind(text, out var fields) || text.AsSpan()[fields.Label] is not "PUBLIC KEY")
        {
            return KeyReading.Failed(new($"{Failure}: a block '-----BEGIN PUBLIC KEY-----' is wanted"));
        }

        byte[] der = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64Chars(text.AsSpan()[fields.Base64Data], der, out _))
        {
            return KeyReading.Failed(new($"{Failure}: no Base64"));
        }

        if (der.AsSpan().StartsWith(Ed25519Prefix) && der.Length == Ed25519Prefix.Length + Ed25519Key.PublicKeyLength)
        {
            return ed25519 is null
                ? KeyReading.Failed(KeyError.NoEd25519)
                : new KeyReading([new Ed25519Key("", "EdDSA", der[Ed25519Prefix.Length..], ed25519)], null);
        }

        return ((VerificationKey?)ReadRsa(der) ?? ReadEc(der)) is { } key
            ? new KeyReading([key], null)
            : KeyReading.Failed(new($"{Failure}: neither RSA, Ed25519, nor EC on P-256, P-384 or P-521"));
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
