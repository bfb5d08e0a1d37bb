using System.Security.Cryptography;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt.Keys;

/// <summary>An elliptic curve key (RFC 7518, 3.4).</summary>
internal sealed record EcKey : VerificationKey
{
    private readonly CryptoPool<ECDsa> _pool;
    private readonly int _size;

    private EcKey(string keyId, string algorithm, ECParameters parameters)
        : base(keyId, algorithm)
    {
        _size = parameters.Q.X!.Length;
        _pool = new CryptoPool<ECDsa>(() => ECDsa.Create(parameters));
    }

    /// <summary>The key of a point, its coordinates in the curve's size; null where the point does not lie on the curve, which the BCL checks.</summary>
    public static EcKey? TryCreate(string keyId, string algorithm, NistCurve curve, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var parameters = new ECParameters { Curve = curve.Curve, Q = new ECPoint { X = x.ToArray(), Y = y.ToArray() } };
        try
        {
            using var probe = ECDsa.Create(parameters);
            return new EcKey(keyId, algorithm, parameters);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    public override JwtStatus Verify(JwtAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // BoringSSL hashes by the token's alg, whatever the curve, and by SHA-256 where it says none of ES*.
        var hash = algorithm.Name is "ES384" or "ES512" ? algorithm.Hash : HashAlgorithmName.SHA256;
        Span<byte> fixedForm = stackalloc byte[2 * _size];
        if (!TryToFixedForm(signature, fixedForm))
        {
            return JwtStatus.VerificationFails;
        }

        var ecdsa = _pool.Rent();
        try
        {
            return ecdsa.VerifyData(data, fixedForm, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                ? JwtStatus.Ok
                : JwtStatus.VerificationFails;
        }
        catch (CryptographicException)
        {
            return JwtStatus.VerificationFails;
        }
        finally
        {
            _pool.Return(ecdsa);
        }
    }

    /// <summary>Envoy splits r and s in the middle, whatever the length; the BCL wants the curve's own.</summary>
    private bool TryToFixedForm(ReadOnlySpan<byte> signature, Span<byte> fixedForm)
    {
        int half = signature.Length / 2;
        return TryPad(signature[..half], fixedForm[.._size]) && TryPad(signature[half..(2 * half)], fixedForm[_size..]);
    }

    private static bool TryPad(ReadOnlySpan<byte> number, Span<byte> padded)
    {
        number = number.TrimStart((byte)0);
        if (number.Length > padded.Length)
        {
            return false;
        }

        padded.Clear();
        number.CopyTo(padded[^number.Length..]);
        return true;
    }
}
