using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>A key as a key server publishes it, and the tokens that it signs.</summary>
internal sealed class TestKey(string kid)
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Jwk
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return $$"""{"kty":"EC","crv":"P-256","alg":"ES256","kid":"{{kid}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        }
    }

    /// <summary>Half of what the public key is.</summary>
    public string X => Base64Url.EncodeToString(_key.ExportParameters(false).Q.X);

    /// <summary>A token of issuer <paramref name="issuer"/>; <paramref name="header"/>: more members of its header, each after a comma.</summary>
    public string Mint(string issuer = "a", string header = "")
    {
        string signed = $"{Encode($$"""{"alg":"ES256","kid":"{{kid}}"{{header}}}""")}.{Encode($$"""{"iss":"{{issuer}}"}""")}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    public static string Set(params TestKey[] keys) => $$"""{"keys":[{{string.Join(',', keys.Select(k => k.Jwk))}}]}""";

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
