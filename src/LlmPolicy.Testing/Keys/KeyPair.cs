using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Testing.Keys;

/// <summary>A key that signs, and what Core verifies its signatures with.</summary>
internal sealed class KeyPair
{
    private const int SharedKeyBytes = 32;

    private static readonly JsonWebTokenHandler Handler = new();
    private static readonly HashSet<string> NoLaxRules = [];

    private readonly SigningCredentials _credentials;

    private KeyPair(SecurityKey key, string algorithm)
    {
        key.KeyId = "throw-away-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        _credentials = new SigningCredentials(key, algorithm);
        PublicKeys = KeySet.Read(Jwks(JsonWebKeyConverter.ConvertFromSecurityKey(key), algorithm), ed25519: null, NoLaxRules, out _)!;
    }

    public KeySet PublicKeys { get; }

    /// <summary>A P-256 pair, for ES256 (RFC 7518, 3.4).</summary>
    public static KeyPair Create() => new(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), SecurityAlgorithms.EcdsaSha256);

    /// <summary>A shared key, for HS256 (RFC 7518, 3.2): where thousands of tokens are signed and verified, and none leaves the process.</summary>
    public static KeyPair CreateShared() => new(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(SharedKeyBytes)), SecurityAlgorithms.HmacSha256);

    /// <summary>The compact form (RFC 7515, 7.1) of a token with this payload.</summary>
    public string Sign(ReadOnlySpan<byte> payload) => Handler.CreateToken(Encoding.UTF8.GetString(payload), _credentials);

    private static byte[] Jwks(JsonWebKey key, string alg) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        keys = new[] { new { kty = key.Kty, kid = key.Kid, alg, crv = key.Crv, x = key.X, y = key.Y, k = key.K } },
    });
}
