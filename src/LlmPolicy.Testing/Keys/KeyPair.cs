using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmPolicy.Jwt;

namespace LlmPolicy.Testing.Keys;

/// <summary>A P-256 pair: the public half as Core verifies with, the private one to sign by ES256 (RFC 7518, 3.4).</summary>
internal sealed class KeyPair
{
    private const string Algorithm = "ES256";

    private readonly ECParameters _parameters;
    private readonly string _header;

    private KeyPair(ECParameters parameters, string keyId)
    {
        _parameters = parameters;
        _header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = Algorithm, kid = keyId, typ = "JWT" }));
        PublicKeys = new KeySet([EcKey.TryCreate(keyId, Algorithm, NistCurve.P256, parameters.Q.X, parameters.Q.Y)!]);
    }

    public KeySet PublicKeys { get; }

    public static KeyPair Create()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new KeyPair(ecdsa.ExportParameters(includePrivateParameters: true), "throw-away-" + RandomNumberGenerator.GetHexString(8, lowercase: true));
    }

    /// <summary>The compact form (RFC 7515, 7.1) of a token with this payload.</summary>
    public string Sign(ReadOnlySpan<byte> payload)
    {
        string signed = $"{_header}.{Base64Url.EncodeToString(payload)}";
        using var ecdsa = ECDsa.Create(_parameters);
        return $"{signed}.{Base64Url.EncodeToString(ecdsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }
}
