using System.Numerics;
using System.Security.Cryptography;

namespace LlmPolicy.Jwt;

/// <summary>An RSA public key: RS* and PS* (RFC 7518, 3.3 and 3.5).</summary>
internal sealed record RsaKey : VerificationKey
{
    private readonly CryptoPool<RSA> _pool;

    public RsaKey(string keyId, string algorithm, RSAParameters parameters)
        : base(keyId, algorithm)
    {
        Bits = CountBits(parameters.Modulus);
        _pool = new CryptoPool<RSA>(() => RSA.Create(parameters));
    }

    public int Bits { get; }

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
