using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LlmPolicy.Tests;

/// <summary>A key, and a certificate of it that nobody but itself has signed.</summary>
/// <param name="Key">Signs tokens.</param>
/// <param name="Pem">The certificate, a line feed at its end.</param>
internal sealed record Certified(SigningKey Key, string Pem)
{
    public static Certified Rsa(string algorithm = "RS256", int bits = 2048, int validFrom = -1, int validFor = 2)
    {
        var rsa = RSA.Create(bits);
        return new(SigningKey.Of(rsa, algorithm), Sign(new CertificateRequest("CN=keys", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), validFrom, validFor));
    }

    /// <summary>A certificate of an elliptic curve's key.</summary>
    public static string EcPem()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(new CertificateRequest("CN=keys", ecdsa, HashAlgorithmName.SHA256), -1, 2);
    }

    /// <summary>A JSON object of key ids and certificates.</summary>
    public static string Map(params (string Kid, string Pem)[] entries) =>
        $"{{{string.Join(", ", entries.Select(e => $"\"{e.Kid}\": \"{e.Pem.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\""))}}}";

    private static string Sign(CertificateRequest request, int validFrom, int validFor)
    {
        var begin = Deciding.Now.AddDays(validFrom);
        using var certificate = request.CreateSelfSigned(begin, begin.AddDays(validFor));
        return certificate.ExportCertificatePem().ReplaceLineEndings("\n") + "\n";
    }
}
