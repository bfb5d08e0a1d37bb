using System.Formats.Asn1;

namespace LlmPolicy.Jwt.Keys;

/// <summary>
/// Reads a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) as Gloo does, which makes a JWK of it: named curves and points that are not compressed alone,
/// and then all that holds for a JWK.
/// </summary>
internal static class SubjectPublicKey
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string Ec = "1.2.840.10045.2.1";
    private const string Ed25519 = "1.3.101.112";

    /// <summary>The key; null, where it is none of those that are known.</summary>
    public static VerificationKey? Read(ReadOnlyMemory<byte> der, IEd25519Verifier? ed25519, out KeyError? error)
    {
        error = null;
        try
        {
            var outside = new AsnReader(der, AsnEncodingRules.DER);
            var info = outside.ReadSequence();
            outside.ThrowIfNotEmpty();
            var algorithm = info.ReadSequence();
            byte[] key = info.ReadBitString(out int unusedBits);
            info.ThrowIfNotEmpty();
            return unusedBits != 0 ? null : algorithm.ReadObjectIdentifier() switch
            {
                Rsa => ReadRsa(algorithm, key),
                Ec => ReadEc(algorithm, key),
                Ed25519 => ReadEd25519(algorithm, key, ed25519, out error),
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>RFC 3279, 2.3.1.</summary>
    private static RsaKey? ReadRsa(AsnReader parameters, byte[] key)
    {
        parameters.ReadNull();
        parameters.ThrowIfNotEmpty();
        var outside = new AsnReader(key, AsnEncodingRules.DER);
        var numbers = outside.ReadSequence();
        outside.ThrowIfNotEmpty();
        var modulus = numbers.ReadIntegerBytes().Span;
        var exponent = numbers.ReadIntegerBytes().Span;
        numbers.ThrowIfNotEmpty();
        return IsNegative(modulus) || IsNegative(exponent) ? null : RsaKey.TryCreate("", "RS256", modulus.TrimStart((byte)0), exponent.TrimStart((byte)0));
    }

    /// <summary>RFC 5480, 2.2: <c>04</c>, x and y.</summary>
    private static EcKey? ReadEc(AsnReader parameters, ReadOnlySpan<byte> key)
    {
        var curve = NistCurve.FindByOid(parameters.ReadObjectIdentifier());
        parameters.ThrowIfNotEmpty();
        return curve is null || key is not [4, .. var point] || point.Length != 2 * curve.Size
            ? null
            : EcKey.TryCreate("", curve.Algorithm, curve, point[..curve.Size], point[curve.Size..]);
    }

    /// <summary>RFC 8410, 4.</summary>
    private static Ed25519Key? ReadEd25519(AsnReader parameters, byte[] key, IEd25519Verifier? ed25519, out KeyError? error)
    {
        parameters.ThrowIfNotEmpty();
        error = key.Length == Ed25519Key.PublicKeyLength && ed25519 is null ? KeyError.NoEd25519 : null;
        return key.Length == Ed25519Key.PublicKeyLength && ed25519 is not null ? new Ed25519Key("", "EdDSA", key, ed25519) : null;
    }

    private static bool IsNegative(ReadOnlySpan<byte> integer) => integer[0] >= 0x80;
}
