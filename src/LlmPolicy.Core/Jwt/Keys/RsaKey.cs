using System.Numerics;
using System.Security.Cryptography;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt.Keys;

/// <summary>An RSA public key: RS* and PS* (RFC 7518, 3.3 and 3.5).</summary>
internal sealed record RsaKey : VerificationKey
{
    private readonly CryptoPool<RSA> _pool;

    private RsaKey(string keyId, string algorithm, RSAParameters parameters)
        : base(keyId, algorithm)
    {
        Bits = CountBits(parameters.Modulus);
        _pool = new CryptoPool<RSA>(() => RSA.Create(parameters));
    }

    public int Bits { get; }

    /// <summary>
    /// The key of two numbers, big-endian and without leading zeros; null for one that BoringSSL does not take of a JWK: it wants one of these
    /// two exponents, and an odd modulus of at most 16,384 bits.
    /// </summary>
    public static RsaKey? TryCreate(string keyId, string algorithm, ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        exponent is [3] or [1, 0, 1] && modulus.Length is >= 64 and <= 2048 && modulus[^1] % 2 == 1
            ? new RsaKey(keyId, algorithm, new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() })
            : null;

    /// <summary>The BCL's KeySize, without making a key.</summary>
    private static int CountBits(ReadOnlySpan<byte> modulus)
    {
        modulus = modulus.TrimStart((byte)0);
        return modulus.IsEmpty ? 0 : (modulus.Length * 8) - (BitOperations.LeadingZeroCount(modulus[0]) - 24);
    }

    public override JwtStatus Verify(JwtAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (algorithm.RsaPadding is not { } padding)
        {
            return JwtStatus.VerificationFails;
        }

        var rsa = _pool.Rent();
        try
        {
            return rsa.VerifyData(data, signature, algorithm.Hash, padding) ? JwtStatus.Ok : JwtStatus.VerificationFails;
        }
        catch (CryptographicException)
        {
            // A key too small for the hash.
            return JwtStatus.VerificationFails;
        }
        finally
        {
            _pool.Return(rsa);
        }
    }
}
