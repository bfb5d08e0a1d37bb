using System.Security.Cryptography;

namespace LlmPolicy.Jwt.Keys;

/// <summary>A curve that tokens are signed on (RFC 7518, 6.2.1.1): there are these three, as in BoringSSL.</summary>
/// <param name="Name"><c>crv</c>.</param>
/// <param name="Algorithm">The <c>alg</c> that it is made for.</param>
/// <param name="Oid">Its name in DER (RFC 5480, 2.1.1.1).</param>
/// <param name="Size">The bytes of a coordinate.</param>
internal sealed record NistCurve(string Name, string Algorithm, string Oid, int Size)
{
    public static readonly NistCurve P256 = new("P-256", "ES256", "1.2.840.10045.3.1.7", 32);

    private static readonly NistCurve[] All = [P256, new("P-384", "ES384", "1.3.132.0.34", 48), new("P-521", "ES512", "1.3.132.0.35", 66)];

    public ECCurve Curve { get; } = ECCurve.CreateFromValue(Oid);

    public static NistCurve? FindByName(string crv) => Array.Find(All, curve => crv == curve.Name);

    public static NistCurve? FindByAlgorithm(string alg) => Array.Find(All, curve => alg == curve.Algorithm);

    public static NistCurve? FindByOid(string oid) => Array.Find(All, curve => oid == curve.Oid);
}
