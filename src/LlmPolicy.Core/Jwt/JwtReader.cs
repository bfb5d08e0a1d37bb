using System.Text.Json;

namespace LlmPolicy.Jwt;

/// <summary>Reads a token in Envoy's order of checks, which decides the error that a caller sees.</summary>
internal static class JwtReader
{
    public const int StrictLength = 16 * 1024;

    /// <summary>The token; null, with <paramref name="status"/>, where Envoy would not read it.</summary>
    public static JwtToken? Read(string text, IReadOnlySet<string> laxRules, out JwtStatus status)
    {
        // Empty parts do not count; more than one too many are not looked at.
        var all = text.AsSpan();
        Span<Range> parts = stackalloc Range[4];
        int count = all.Split(parts, '.', StringSplitOptions.RemoveEmptyEntries);
        if (count < 3 || count == 4 && !all[parts[3]].Trim('.').IsEmpty)
        {
            status = JwtStatus.BadFormat;
            return null;
        }

        var headerPart = all[parts[0]];
        var payloadPart = all[parts[1]];
        var signaturePart = all[parts[2]];

        var form = new TokenForm(laxRules);
        form.Check(StrictnessRules.TokenSize, JwtStatus.TooLong, text.Length <= StrictLength);
        form.Check(StrictnessRules.TokenBase64Url, JwtStatus.Encoding, text.Length == headerPart.Length + payloadPart.Length + signaturePart.Length + 2);

        status = ReadHeader(headerPart, form, out var algorithm, out string keyId);
        if (status != JwtStatus.Ok)
        {
            return null;
        }

        status = ReadObject(payloadPart, form, JwtStatus.PayloadBase64, JwtStatus.PayloadJson, out var payload);
        if (status != JwtStatus.Ok)
        {
            return null;
        }

        var claims = new RegisteredClaims(payload);
        status = claims.Status;
        if (status != JwtStatus.Ok)
        {
            return null;
        }

        byte[]? signature = TokenBase64Url.Decode(signaturePart, out bool strict);
        form.Check(StrictnessRules.TokenBase64Url, JwtStatus.Encoding, strict);
        if (signature is null)
        {
            status = JwtStatus.SignatureBase64;
            return null;
        }

        return new JwtToken
        {
            Algorithm = algorithm!,
            KeyId = keyId,
            Payload = payload,
            Issuer = claims.Issuer,
            NotBefore = claims.NotBefore,
            Expires = claims.Expires,
            Audiences = claims.Audiences,
            SignedBytes = JwtToken.ToSignedBytes(headerPart, payloadPart),
            Signature = signature,
            Finding = form.Finding,
        };
    }

    private static JwtStatus ReadHeader(ReadOnlySpan<char> part, TokenForm form, out JwtAlgorithm? algorithm, out string keyId)
    {
        algorithm = null;
        keyId = "";
        var status = ReadObject(part, form, JwtStatus.HeaderBase64, JwtStatus.HeaderJson, out var header);
        if (status != JwtStatus.Ok)
        {
            return status;
        }

        if (!header.TryGetProperty("alg"u8, out var alg) || alg.ValueKind != JsonValueKind.String)
        {
            return JwtStatus.AlgMissing;
        }

        algorithm = JwtAlgorithm.Find(alg.GetString()!);
        if (algorithm is null)
        {
            return JwtStatus.AlgUnsupported;
        }

        if (header.TryGetProperty("kid"u8, out var kid))
        {
            if (kid.ValueKind != JsonValueKind.String)
            {
                return JwtStatus.Kid;
            }

            keyId = kid.GetString()!;
        }

        // RFC 7515, 4.1.11: an extension that has to be understood, and is not.
        form.Check(StrictnessRules.TokenCritical, JwtStatus.Critical, !header.TryGetProperty("crit"u8, out _));
        form.Check(StrictnessRules.TokenUnencoded, JwtStatus.UnencodedPayload, !header.TryGetProperty("b64"u8, out var b64) || b64.ValueKind == JsonValueKind.True);
        form.Check(StrictnessRules.TokenCompressed, JwtStatus.Compressed, !header.TryGetProperty("zip"u8, out _));
        return JwtStatus.Ok;
    }

    private static JwtStatus ReadObject(ReadOnlySpan<char> part, TokenForm form, JwtStatus badBase64, JwtStatus badJson, out JsonElement value)
    {
        value = default;
        byte[]? bytes = TokenBase64Url.Decode(part, out bool strictEncoding);
        form.Check(StrictnessRules.TokenBase64Url, JwtStatus.Encoding, strictEncoding);
        if (bytes is null)
        {
            return badBase64;
        }

        var element = TokenJson.ParseObject(bytes, out bool strictJson);
        form.Check(StrictnessRules.TokenJson, badJson, strictJson);
        if (element is null)
        {
            return badJson;
        }

        value = element.Value;
        return JwtStatus.Ok;
    }
}
