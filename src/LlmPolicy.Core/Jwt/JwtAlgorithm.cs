using System.Collections.Frozen;
using System.Security.Cryptography;

namespace LlmPolicy.Jwt;

/// <summary>A signature algorithm (RFC 7518, 3.1; RFC 8037): the hash, and how RSA pads.</summary>
internal sealed record JwtAlgorithm(string Name, HashAlgorithmName Hash, RSASignaturePadding? RsaPadding)
{
    private static readonly FrozenDictionary<string, JwtAlgorithm> Known = All().ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    public static JwtAlgorithm? Find(string name) => Known.GetValueOrDefault(name);

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
