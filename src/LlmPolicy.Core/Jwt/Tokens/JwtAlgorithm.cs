using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmPolicy.Jwt.Tokens;

/// <summary>A signature algorithm (RFC 7518, 3.1; RFC 8037): the hash, and how RSA pads.</summary>
internal sealed record JwtAlgorithm(string Name, HashAlgorithmName Hash, RSASignaturePadding? RsaPadding)
{
    private static readonly JwtAlgorithm[] Known = [.. All()];

    /// <summary>The bytes of an ECDSA signature (RFC 7518, 3.4), which Envoy takes in other widths too; null where the key alone says how many.</summary>
    public int? SignatureLength { get; } = Name switch { "ES256" => 64, "ES384" => 96, "ES512" => 132, _ => null };

    private readonly byte[] _utf8 = Encoding.ASCII.GetBytes(Name);

    /// <summary>The algorithm that a token's <c>alg</c> names; null for none that is known.</summary>
    public static JwtAlgorithm? Find(in Utf8JsonReader alg)
    {
        foreach (var known in Known)
        {
            if (alg.ValueTextEquals(known._utf8))
            {
                return known;
            }
        }

        return null;
    }

    private static IEnumerable<JwtAlgorithm> All()
    {
        (string Bits, HashAlgorithmName Hash)[] hashes =
            [("256", HashAlgorithmName.SHA256), ("384", HashAlgorithmName.SHA384), ("512", HashAlgorithmName.SHA512)];
        foreach (var (bits, hash) in hashes)
        {
            yield return new("RS" + bits, hash, RSASignaturePadding.Pkcs1);
            yield return new("PS" + bits, hash, RSASignaturePadding.Pss);

            yield return new("ES" + bits, hash, null);
            yield return new("HS" + bits, hash, null);
        }

        yield return new("EdDSA", HashAlgorithmName.SHA512, null);
    }
}
