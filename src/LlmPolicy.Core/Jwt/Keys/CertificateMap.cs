using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace LlmPolicy.Jwt.Keys;

/// <summary>
/// A JSON object of key id to X.509 certificate, as Google's servers publish their keys. Of a certificate the RSA key counts and nothing else, as
/// in Envoy: not who signed it, nor how long it is good for, nor what follows it.
/// </summary>
internal static class CertificateMap
{
    private const string Begin = "-----BEGIN CERTIFICATE-----\n";
    private const string End = "\n-----END CERTIFICATE-----\n";
    private const string Failure = "X509 parse pubkey fails";
    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    /// <summary>Whether an object without <c>keys</c> is such a map: every value looks like a certificate.</summary>
    public static bool IsOne(JsonElement root) => root.EnumerateObject().Any() && root.EnumerateObject().All(IsEntry);

    /// <summary>The keys. One that can't be read spoils all, unlike in a JWKS.</summary>
    public static KeyReading Read(JsonElement root)
    {
        var keys = new List<VerificationKey>();
        foreach (var entry in root.EnumerateObject())
        {
            if (ReadKey(entry.Name, entry.Value.GetString()!) is not { } key)
            {
                return KeyReading.Failed(new($"{Failure}: a certificate can't be read, or its key is not RSA"));
            }

            keys.Add(key);
        }

        return new KeyReading(keys, null);
    }

    private static bool IsEntry(JsonProperty entry) =>
        entry.Name.Length > 0
        && entry.Value.ValueKind == JsonValueKind.String
        && entry.Value.GetString() is { } text
        && text.StartsWith(Begin, StringComparison.Ordinal)
        && text.EndsWith(End, StringComparison.Ordinal);

    private static RsaKey? ReadKey(string kid, string pem)
    {
        // A later block does not stand in for a first one that is broken.
        if (!PemEncoding.TryFind(pem, out var fields) || fields.Location.Start.Value != 0)
        {
            return null;
        }

        byte[] der = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64Chars(pem.AsSpan()[fields.Base64Data], der, out _))
        {
            return null;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            using var rsa = certificate.PublicKey.Oid.Value == RsaEncryption ? certificate.GetRSAPublicKey() : null;
            return rsa?.ExportParameters(includePrivateParameters: false) is { } parameters
                ? RsaKey.TryCreate(kid, "", parameters.Modulus.AsSpan().TrimStart((byte)0), parameters.Exponent.AsSpan().TrimStart((byte)0))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
