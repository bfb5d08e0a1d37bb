using System.Security.Cryptography;

namespace LlmPolicy.Jwt.Keys;

/// <summary>Reads a PEM public key (RFC 7468, 13), the first where there are several. Gloo makes a JWK of it whose <c>alg</c> is the key's usual one.</summary>
internal sealed class PemReader(IEd25519Verifier? ed25519)
{
    /// <summary>What every block begins with.</summary>
    public const string Begin = "-----BEGIN";

    private const string Failure = "PEM pubkey parse fails";

    public KeyReading Read(string text) => ReadFirst(text) with { Blocks = text.AsSpan().Count(Begin) };

    private KeyReading ReadFirst(string text)
    {
        if (!PemEncoding.TryFind(text, out var fields) || text.AsSpan()[fields.Label] is not "PUBLIC KEY")
        {
            return KeyReading.Failed(new($"{Failure}: a block '-----BEGIN PUBLIC KEY-----' is wanted"));
        }

        byte[] der = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64Chars(text.AsSpan()[fields.Base64Data], der, out int written) || written != der.Length)
        {
            return KeyReading.Failed(new($"{Failure}: no Base64"));
        }

        return SubjectPublicKey.Read(der, ed25519, out var error) is { } key
            ? new KeyReading([key], null)
            : KeyReading.Failed(error ?? new(
                $"{Failure}: neither RSA (512 to 16,384 bits, with the exponent 3 or 65537), Ed25519, nor EC on P-256, P-384 or P-521 by name"));
    }
}
