using System.Security.Cryptography;
using LlmPolicy.Jwt.Keys;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Fuzzing;

/// <summary>Signatures that no key made.</summary>
internal static class Signatures
{
    private static readonly byte[][] Forged = [[], new byte[32], new byte[64], new byte[96], new byte[132], new byte[256], [.. Enumerable.Repeat((byte)255, 256)]];

    private static readonly JwtAlgorithm[] Algorithms =
    [
        new("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), new("PS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pss), new("ES256", HashAlgorithmName.SHA256, null),
        new("ES384", HashAlgorithmName.SHA384, null), new("ES512", HashAlgorithmName.SHA512, null), new("HS256", HashAlgorithmName.SHA256, null), new("EdDSA", HashAlgorithmName.SHA512, null),
    ];

    /// <summary>Whether a key takes one of them, by any algorithm.</summary>
    public static bool AnyPasses(VerificationKey key) => Algorithms.Any(algorithm => Forged.Any(signature => key.Verify(algorithm, "a.b"u8, signature) == JwtStatus.Ok));
}
