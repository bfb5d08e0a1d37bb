using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmPolicy.Jwt.Keys;

namespace LlmPolicy.Testing.Keys;

/// <summary>A key that signs, and what Core verifies its signatures with.</summary>
internal sealed class KeyPair
{
    private const int SharedKeyBytes = 32;

    private readonly Func<byte[], byte[]> _sign;
    private readonly string _header;

    private KeyPair(VerificationKey key, Func<byte[], byte[]> sign)
    {
        _sign = sign;
        _header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = key.Algorithm, kid = key.KeyId, typ = "JWT" }));
        PublicKeys = new KeySet([key]);
    }

    public KeySet PublicKeys { get; }

    /// <summary>A P-256 pair, for ES256 (RFC 7518, 3.4).</summary>
    public static KeyPair Create()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = ecdsa.ExportParameters(includePrivateParameters: true);
        return new KeyPair(EcKey.TryCreate(NewId(), "ES256", NistCurve.P256, parameters.Q.X, parameters.Q.Y)!, data =>
        {
            using var signing = ECDsa.Create(parameters);
            return signing.SignData(data, HashAlgorithmName.SHA256);
        });
    }

    /// <summary>A shared key, for HS256 (RFC 7518, 3.2): where thousands of tokens are signed and verified, and none leaves the process.</summary>
    public static KeyPair CreateShared()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(SharedKeyBytes);
        return new KeyPair(new HmacKey(NewId(), "HS256", secret), data => HMACSHA256.HashData(secret, data));
    }

    /// <summary>The compact form (RFC 7515, 7.1) of a token with this payload.</summary>
    public string Sign(ReadOnlySpan<byte> payload)
    {
        string signed = $"{_header}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(_sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string NewId() => "throw-away-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
}
