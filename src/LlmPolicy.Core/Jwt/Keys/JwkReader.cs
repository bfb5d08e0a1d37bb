using System.Text.Json;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt.Keys;

/// <summary>Reads one JWK (RFC 7517, 4; RFC 7518, 6). <c>use</c>, <c>key_ops</c> and <c>x5c</c> are not looked at, as in Envoy.</summary>
internal sealed class JwkReader(IEd25519Verifier? ed25519)
{
    private static readonly KeyError None = new("");

    /// <summary>The key; null, with <paramref name="error"/>, where it can't be read.</summary>
    public VerificationKey? Read(JsonElement jwk, out KeyError error)
    {
        error = None;
        if (!jwk.TryGetProperty("kty"u8, out var kty))
        {
            error = new("[kty] is missing in [keys]");
            return null;
        }

        string kid = Text(jwk, "kid") ?? "";
        string alg = Text(jwk, "alg") ?? "";
        switch (kty.ValueKind == JsonValueKind.String ? kty.GetString() : null)
        {
            case null:
                error = new("[kty] is bad in [keys]");
                return null;
            case "RSA":
                return ReadRsa(jwk, kid, alg, out error);
            case "EC":
                return ReadEc(jwk, kid, alg, out error);
            case "oct":
                return ReadOct(jwk, kid, alg, out error);
            case "OKP":
                return ReadOkp(jwk, kid, alg, out error);
            default:
                error = new("[kty] is not supported in [keys]");
                return null;
        }
    }

    private static RsaKey? ReadRsa(JsonElement jwk, string kid, string alg, out KeyError error)
    {
        error = new("Jwks RSA [n] or [e] field is missing or has a parse error");
        if (alg.Length > 0 && !alg.StartsWith("RS", StringComparison.Ordinal) && !alg.StartsWith("PS", StringComparison.Ordinal))
        {
            error = new("[alg] is not started with [RS] or [PS] for an RSA key");
            return null;
        }

        byte[]? modulus = Number(jwk, "n");
        byte[]? exponent = Number(jwk, "e");

        return modulus is null || exponent is null ? null : RsaKey.TryCreate(kid, alg, modulus, exponent);
    }

    private static EcKey? ReadEc(JsonElement jwk, string kid, string alg, out KeyError error)
    {
        string crv = Text(jwk, "crv") ?? "";
        var byAlg = NistCurve.FindByAlgorithm(alg);
        var byName = NistCurve.FindByName(crv);
        if (alg.Length > 0 && !alg.StartsWith("ES", StringComparison.Ordinal))
        {
            error = new("[alg] is not started with [ES] for an EC key");
            return null;
        }

        if (alg.Length > 0 && byAlg is null && crv.Length == 0 || crv.Length > 0 && byName is null)
        {
            error = new("[crv] or [alg] field is not supported for an EC key");
            return null;
        }

        if (alg.Length > 0 && crv.Length > 0 && byAlg != byName)
        {
            error = new("[crv] field specified is not compatible with [alg] for an EC key");
            return null;
        }

        var curve = byName ?? byAlg ?? NistCurve.P256;
        error = new("Jwks EC [x] and [y] fields have a parse error");
        return Coordinate(jwk, "x", curve.Size) is { } x && Coordinate(jwk, "y", curve.Size) is { } y
            ? EcKey.TryCreate(kid, alg, curve, x, y)
            : null;
    }

    private static HmacKey? ReadOct(JsonElement jwk, string kid, string alg, out KeyError error)
    {
        error = new("Jwks Oct key is an invalid Base64");
        if (alg is not ("" or "HS256" or "HS384" or "HS512"))
        {
            error = new("[alg] does not start with [HS] for an HMAC key");
            return null;
        }

        return Text(jwk, "k") is { } k && TokenBase64Url.Decode(k, out _) is { Length: > 0 } secret ? new HmacKey(kid, alg, secret) : null;
    }

    private Ed25519Key? ReadOkp(JsonElement jwk, string kid, string alg, out KeyError error)
    {
        error = new("Jwks OKP [x] field is missing, no Base64, or of the wrong length");
        if (alg is not ("" or "EdDSA"))
        {
            error = new("[alg] is not [EdDSA] for an OKP key");
            return null;
        }

        if (Text(jwk, "crv") is not "Ed25519")
        {
            error = new("[crv] field is missing or not supported for an OKP key");
            return null;
        }

        if (Text(jwk, "x") is not { } x || TokenBase64Url.Decode(x, out _) is not { Length: Ed25519Key.PublicKeyLength } publicKey)
        {
            return null;
        }

        error = KeyError.NoEd25519;
        return ed25519 is null ? null : new Ed25519Key(kid, alg, publicKey, ed25519);
    }

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A big-endian number without leading zeros.</summary>
    private static byte[]? Number(JsonElement jwk, string name) =>
        Text(jwk, name) is { } text && TokenBase64Url.Decode(text, out _) is { } bytes && bytes.AsSpan().TrimStart((byte)0) is { Length: > 0 } number
            ? number.ToArray()
            : null;

    /// <summary>A coordinate in the curve's size; some writers drop its leading zeros.</summary>
    private static byte[]? Coordinate(JsonElement jwk, string name, int size)
    {
        if (Number(jwk, name) is not { } number || number.Length > size)
        {
            return null;
        }

        byte[] padded = new byte[size];
        number.CopyTo(padded, size - number.Length);
        return padded;
    }
}
