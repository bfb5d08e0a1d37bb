using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>An RSA key as a server publishes it in a certificate, and the tokens that it signs.</summary>
internal sealed class CertifiedKey(string kid) : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    public static string Map(params CertifiedKey[] keys) => $"{{{string.Join(',', keys.Select(k => k.Entry()))}}}";

    /// <summary>A token of issuer <c>a</c>.</summary>
    public string Mint() => SigningKey.Of(_key).Sign($$"""{"alg":"RS256","kid":"{{kid}}"}""", """{"iss":"a"}""");

    public void Dispose() => _key.Dispose();

    private string Entry()
    {
        CertificateRequest request = new($"CN={kid}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return $"\"{kid}\":{JsonSerializer.Serialize(certificate.ExportCertificatePem().ReplaceLineEndings("\n") + "\n")}";
    }
}
