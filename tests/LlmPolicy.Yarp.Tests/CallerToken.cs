using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>A caller's token and the provider that trusts it.</summary>
internal static class CallerToken
{
    private static readonly RSA Key = RSA.Create(2048);

    public static string Text { get; } = Sign("""{"alg":"RS256","typ":"JWT"}""", """{"iss":"solo.io","sub":"caller"}""");

    /// <summary>A token with another <c>sub</c>.</summary>
    public static string For(string subject) => Sign("""{"alg":"RS256","typ":"JWT"}""", $$"""{"iss":"solo.io","sub":"{{subject}}"}""");

    /// <summary><c>options.jwt</c> of a virtual host, on one line.</summary>
    public static string Provider { get; } =
        "{jwt: {providers: {selfminted: {issuer: solo.io, jwks: {local: {key: \"" + Key.ExportSubjectPublicKeyInfoPem().ReplaceLineEndings("\\n") + "\"}}}}}}";

    private static string Sign(string header, string payload)
    {
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        byte[] signature = Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
