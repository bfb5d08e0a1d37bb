using System.Security.Cryptography;
using System.Text.Json;
using LlmPolicy.Tool.Input;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Tool.Tokens;

/// <summary>A private key, read from a file.</summary>
/// <param name="Key">The key.</param>
/// <param name="Algorithms">What it can sign by; the first is the usual one.</param>
internal sealed record SigningKey(SecurityKey Key, IReadOnlyList<string> Algorithms)
{
    private static readonly string[] Rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    private static readonly string[] Hmac = ["HS256", "HS384", "HS512"];

    /// <exception cref="UsageException">The file can't be read, or holds no private key.</exception>
    public static SigningKey Read(string file)
    {
        string text = InputFile.ReadText(file).Trim();
        try
        {
            return (text.StartsWith('{') ? FromJwk(text) : FromPem(text)) ?? throw NoKey(file);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or JsonException)
        {
            // The message may hold a part of the key.
            throw NoKey(file);
        }
    }

    /// <returns>The token, in the compact form.</returns>
    /// <exception cref="UsageException">The key can't sign by this algorithm.</exception>
    public string Sign(ClaimSet claims, string? algorithm, string? keyId)
    {
        string signedBy = algorithm ?? Algorithms[0];
        if (!Algorithms.Contains(signedBy))
        {
            throw new UsageException($"--algorithm: this key signs by {string.Join(", ", Algorithms)}.");
        }

        Key.KeyId = keyId ?? Key.KeyId;
        try
        {
            return new JsonWebTokenHandler().CreateToken(claims.ToJson(), new SigningCredentials(Key, signedBy));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new UsageException($"--key: this key is too short, or not made, to sign by {signedBy}.");
        }
    }

    private static SigningKey? FromJwk(string text)
    {
        JsonWebKey key = new(text);
        string[] algorithms = key.Kty switch
        {
            "RSA" => Rsa,
            "oct" => Hmac,
            "EC" => OfCurve(key.Crv),
            _ => [],
        };
        return key.Kty != "oct" && !key.HasPrivateKey || algorithms.Length == 0 ? null
            : new SigningKey(key, string.IsNullOrEmpty(key.Alg) ? algorithms : [key.Alg]);
    }

    private static SigningKey? FromPem(string text)
    {
        PemFields pem = PemEncoding.Find(text);
        if (text[pem.Label] is not ("PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY"))
        {
            return null;
        }

        try
        {
            RSA rsa = RSA.Create();
            rsa.ImportFromPem(text);
            return new SigningKey(new RsaSecurityKey(rsa), Rsa);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            ECDsa ec = ECDsa.Create();
            ec.ImportFromPem(text);
            return new SigningKey(new ECDsaSecurityKey(ec), OfCurve($"P-{ec.KeySize}"));
        }
    }

    private static string[] OfCurve(string curve) => curve switch
    {
        "P-256" => ["ES256"],
        "P-384" => ["ES384"],
        "P-521" => ["ES512"],
        _ => [],
    };

    private static UsageException NoKey(string file) => new($"{file}: this is not a private key. A PEM (RSA or EC, without a password) or a JWK is expected.");
}
