using System.Text;
using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Jwt.Tokens;

/// <summary>Reads a token in Envoy's order of checks, which decides the error that a caller sees.</summary>
internal static class JwtReader
{
    public const int StrictLength = 16 * 1024;

    private const int UsualLength = 1024;

    private static readonly byte[][] HeaderNames = [.. new[] { "alg", "kid", "crit", "b64", "zip" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Reads a token, and says what keeps Envoy from it; then there is no <paramref name="token"/>.</summary>
    public static JwtStatus Read(ReadOnlyMemory<char> text, IReadOnlySet<string> laxRules, out JwtToken token)
    {
        token = default;

        // Empty parts do not count, and of those that are too many one tells enough.
        var all = text.Span;
        Span<Range> parts = stackalloc Range[4];
        if (all.Split(parts, '.', StringSplitOptions.RemoveEmptyEntries) != 3)
        {
            return JwtStatus.BadFormat;
        }

        var headerPart = all[parts[0]];
        var payloadPart = all[parts[1]];
        var signaturePart = all[parts[2]];

        var form = new TokenForm(laxRules);
        form.Check(StrictnessRules.TokenSize, JwtStatus.TooLong, text.Length <= StrictLength);
        form.Check(StrictnessRules.TokenBase64Url, JwtStatus.Encoding, text.Length == headerPart.Length + payloadPart.Length + signaturePart.Length + 2);

        var status = ReadHeader(headerPart, ref form, out var algorithm, out string keyId);
        if (status != JwtStatus.Ok)
        {
            return status;
        }

        status = ReadPayload(payloadPart, ref form, out var claims);
        if (status != JwtStatus.Ok)
        {
            return status;
        }

        int length = TokenBase64Url.MaxLength(signaturePart.Length);
        bool decodes = TokenBase64Url.TryDecode(signaturePart, length <= UsualLength ? stackalloc byte[UsualLength] : new byte[length], out int written, out bool strict);
        form.Check(StrictnessRules.TokenBase64Url, JwtStatus.Encoding, strict);
        if (!decodes)
        {
            return JwtStatus.SignatureBase64;
        }

        token = new JwtToken
        {
            Text = text,
            HeaderPart = parts[0],
            PayloadPart = parts[1],
            SignaturePart = parts[2],
            Algorithm = algorithm!,
            KeyId = keyId,
            Claims = claims,
            Finding = form.Finding,
            HasOneSpelling = form.KeepsAllRules && (algorithm!.SignatureLength ?? written) == written,
        };
        return JwtStatus.Ok;
    }

    private static JwtStatus ReadHeader(ReadOnlySpan<char> part, ref TokenForm form, out JwtAlgorithm? algorithm, out string keyId)
    {
        algorithm = null;
        keyId = "";
        int length = TokenBase64Url.MaxLength(part.Length);
        Span<byte> bytes = length <= UsualLength ? stackalloc byte[UsualLength] : new byte[length];
        bool decodes = TokenBase64Url.TryDecode(part, bytes, out int written, out bool strict);
        form.Check(StrictnessRules.TokenBase64Url, JwtStatus.Encoding, strict);
        if (!decodes)
        {
            return JwtStatus.HeaderBase64;
        }

        bool reads = TokenJson.TryRead(bytes[..written], HeaderNames, stackalloc JsonSlice[HeaderNames.Length], out var members, out strict);
        form.Check(StrictnessRules.TokenJson, JwtStatus.HeaderJson, strict);
        return reads ? ReadMembers(members, ref form, out algorithm, out keyId) : JwtStatus.HeaderJson;
    }

    private static JwtStatus ReadMembers(JsonMembers members, ref TokenForm form, out JwtAlgorithm? algorithm, out string keyId)
    {
        algorithm = null;
        keyId = "";
        var (alg, kid, crit, b64, zip) = (members[0], members[1], members[2], members[3], members[4]);
        if (alg.Type != JsonTokenType.String)
        {
            return JwtStatus.AlgMissing;
        }

        algorithm = JwtAlgorithm.Find(members.Open(0));
        if (algorithm is null)
        {
            return JwtStatus.AlgUnsupported;
        }

        if (kid.IsThere)
        {
            if (kid.Type != JsonTokenType.String)
            {
                return JwtStatus.Kid;
            }

            keyId = members.Open(1).GetString()!;
        }

        // RFC 7515, 4.1.11: an extension that has to be understood, and is not.
        form.Check(StrictnessRules.TokenCritical, JwtStatus.Critical, !crit.IsThere);
        form.Check(StrictnessRules.TokenUnencoded, JwtStatus.UnencodedPayload, !b64.IsThere || b64.Type == JsonTokenType.True);
        form.Check(StrictnessRules.TokenCompressed, JwtStatus.Compressed, !zip.IsThere);
        return JwtStatus.Ok;
    }

    private static JwtStatus ReadPayload(ReadOnlySpan<char> part, ref TokenForm form, out RegisteredClaims claims)
    {
        claims = default;
        byte[]? bytes = TokenBase64Url.Decode(part, out bool strict);
        form.Check(StrictnessRules.TokenBase64Url, JwtStatus.Encoding, strict);
        if (bytes is null)
        {
            return JwtStatus.PayloadBase64;
        }

        bool reads = TokenJson.TryRead(bytes, RegisteredClaims.Names, stackalloc JsonSlice[RegisteredClaims.Names.Length], out var members, out strict);
        form.Check(StrictnessRules.TokenJson, JwtStatus.PayloadJson, strict);
        return reads ? RegisteredClaims.Read(members, bytes, out claims) : JwtStatus.PayloadJson;
    }
}
