using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.TestKit;

/// <summary>A key that signs tokens by one algorithm, and its public half as a manifest holds it.</summary>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="PublicKey">A PEM, or for a shared secret a JWK.</param>
/// <param name="JwkMembers">The members of a JWK that describe the key, <c>kid</c> and <c>alg</c> left out.</param>
/// <param name="SignBytes">Signs.</param>
public sealed record SigningKey(string Algorithm, string PublicKey, string JwkMembers, Func<byte[], byte[]> SignBytes)
{
    public static SigningKey Rsa(string algorithm = "RS256", int bits = 2048) => Of(RSA.Create(bits), algorithm);

    public static SigningKey Of(RSA rsa, string algorithm = "RS256")
    {
        var parameters = rsa.ExportParameters(false);
        var padding = algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        string members = $"\"kty\":\"RSA\",\"n\":\"{Encode(parameters.Modulus!)}\",\"e\":\"{Encode(parameters.Exponent!)}\"";
        return new(algorithm, rsa.ExportSubjectPublicKeyInfoPem(), members, data => Locked(rsa, () => rsa.SignData(data, Hash(algorithm), padding)));
    }

    public static SigningKey Ec(string algorithm = "ES256")
    {
        var (curve, name) = algorithm switch
        {
            "ES384" => (ECCurve.NamedCurves.nistP384, "P-384"),
            "ES512" => (ECCurve.NamedCurves.nistP521, "P-521"),
            _ => (ECCurve.NamedCurves.nistP256, "P-256"),
        };
        var ecdsa = ECDsa.Create(curve);
        var point = ecdsa.ExportParameters(false).Q;
        string members = $"\"kty\":\"EC\",\"crv\":\"{name}\",\"x\":\"{Encode(point.X!)}\",\"y\":\"{Encode(point.Y!)}\"";
        return new(algorithm, ecdsa.ExportSubjectPublicKeyInfoPem(), members, data => Locked(ecdsa, () => ecdsa.SignData(data, Hash(algorithm))));
    }

    public static SigningKey Hmac(string algorithm = "HS256", int bytes = 64)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(bytes);
        string members = $"\"kty\":\"oct\",\"k\":\"{Encode(secret)}\"";
        return new(algorithm, $"{{{members},\"alg\":\"{algorithm}\"}}", members, data => algorithm switch
        {
            "HS384" => HMACSHA384.HashData(secret, data),
            "HS512" => HMACSHA512.HashData(secret, data),
            _ => HMACSHA256.HashData(secret, data),
        });
    }

    /// <summary>The public half as a JWK, with more members (<c>"kid":"a"</c>).</summary>
    public string Jwk(params string[] more) => $"{{{string.Join(',', [JwkMembers, .. more])}}}";

    /// <summary>A token with this payload, and the header that the algorithm asks for.</summary>
    public string Sign(string payload) => Sign($$"""{"alg":"{{Algorithm}}","typ":"JWT"}""", payload);

    /// <summary>A token with this header and payload, whatever they say.</summary>
    public string Sign(string header, string payload) => SignParts(Encode(Encoding.UTF8.GetBytes(header)), Encode(Encoding.UTF8.GetBytes(payload)));

    /// <summary>A token of parts that are encoded already.</summary>
    public string SignParts(string header, string payload)
    {
        string signed = $"{header}.{payload}";
        return $"{signed}.{Encode(SignBytes(Encoding.Latin1.GetBytes(signed)))}";
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    private static HashAlgorithmName Hash(string algorithm) => algorithm[2..] switch
    {
        "384" => HashAlgorithmName.SHA384,
        "512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    private static byte[] Locked(object key, Func<byte[]> sign)
    {
        lock (key)
        {
            return sign();
        }
    }
}
