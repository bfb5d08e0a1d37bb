using System.Security.Cryptography;
using System.Text;
using LlmPolicy.Jwt.Keys;

namespace LlmPolicy.Fuzzing;

/// <summary>A PEM public key. Behind a first byte <c>d</c> there is DER alone, which gets its armour here: so that what changes reaches the key and not the Base64.</summary>
internal sealed class PemInput : ReaderInput
{
    private static readonly JwksReader Reader = new(Policies.Options.Ed25519);

    public override string Name => "pem";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            string[] pems = [SigningKey.Rsa().PublicKey, SigningKey.Ec().PublicKey, SigningKey.Ec("ES384").PublicKey, SigningKey.Ec("ES512").PublicKey];
            foreach (string pem in pems)
            {
                yield return Encoding.ASCII.GetBytes(pem);
                yield return [(byte)'d', .. Convert.FromBase64String(pem.ReplaceLineEndings("").Replace("-----BEGIN PUBLIC KEY-----", "", StringComparison.Ordinal).Replace("-----END PUBLIC KEY-----", "", StringComparison.Ordinal))];
            }

            yield return [(byte)'d', 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. Enumerable.Repeat((byte)9, 32)];
        }
    }

    public override IEnumerable<string> Words => ["-----BEGIN PUBLIC KEY-----\n", "\n-----END PUBLIC KEY-----\n", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN RSA PUBLIC KEY-----\n", "\r\n", "="];

    public override bool Read(byte[] input)
    {
        string text = input is [(byte)'d', .. var der] ? PemEncoding.WriteString("PUBLIC KEY", der) : Encoding.UTF8.GetString(input);
        var reading = Reader.ReadLocal(text);
        Promise(reading.Keys.Count > 0 == reading.Error is null, "keys without a key, or an error beside keys");
        if (reading.Keys.Count == 0 || !text.Contains(PemReader.Begin, StringComparison.Ordinal))
        {
            return false;
        }

        Promise(!Signatures.AnyPasses(reading.Keys[0]), "a key takes a signature that nobody made");
        Promise(reading.Keys[0] is Ed25519Key || IsPublicKey(text), "the platform does not know a key that is read");
        return true;
    }

    private static bool IsPublicKey(string pem)
    {
        var fields = PemEncoding.Find(pem);
        byte[] der = Convert.FromBase64String(pem[fields.Base64Data]);
        using var rsa = RSA.Create();
        using var ec = ECDsa.Create();
        return Imports(rsa, der) || Imports(ec, der);
    }

    private static bool Imports(AsymmetricAlgorithm algorithm, byte[] der)
    {
        try
        {
            algorithm.ImportSubjectPublicKeyInfo(der, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
