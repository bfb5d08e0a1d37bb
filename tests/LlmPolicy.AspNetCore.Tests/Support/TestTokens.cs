using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Tokens signed by a key that lives as long as the test run.</summary>
internal static class TestTokens
{
    private static readonly RSA Key = RSA.Create(2048);

    public static string PublicKeyPem { get; } = Key.ExportSubjectPublicKeyInfoPem();

    public static string Mint(string payload)
    {
        string signed = $"{Encode("""{"alg":"RS256"}""")}.{Encode(payload)}";
        byte[] signature = Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
