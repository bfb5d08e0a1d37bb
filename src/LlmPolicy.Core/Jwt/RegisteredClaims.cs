using System.Text.Json;

namespace LlmPolicy.Jwt;

/// <summary>The registered claims (RFC 7519, 4.1), with the types that Envoy asks for, in its order.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="NotBefore"><c>nbf</c> in seconds; 0 if there is none.</param>
/// <param name="Expires"><c>exp</c> in seconds; 0 if there is none: such a token never expires.</param>
/// <param name="Audience"><c>aud</c>: a string or a list of strings.</param>
internal readonly record struct RegisteredClaims(JsonSlice Issuer, ulong NotBefore, ulong Expires, JsonSlice Audience)
{
    /// <summary>The claims that are read.</summary>
    public static readonly byte[][] Names = [.. new[] { "iss", "sub", "iat", "nbf", "exp", "jti", "aud" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Reads a payload, of which <paramref name="values"/> are those of <see cref="Names"/>; the status is the first claim's that is wrong.</summary>
    public static JwtStatus Read(ReadOnlySpan<byte> payload, ReadOnlySpan<JsonSlice> values, out RegisteredClaims claims)
    {
        var status = JwtStatus.Ok;
        CheckText("iss", values[0], ref status);
        CheckText("sub", values[1], ref status);
        Seconds("iat", values[2], payload, ref status);
        ulong notBefore = Seconds("nbf", values[3], payload, ref status);
        ulong expires = Seconds("exp", values[4], payload, ref status);
        CheckText("jti", values[5], ref status);
        CheckAudience(values[6], payload, ref status);
        claims = new RegisteredClaims(values[0], notBefore, expires, values[6]);
        return status;
    }

    private static void CheckText(string name, JsonSlice value, ref JwtStatus status)
    {
        if (value.IsThere && value.Type != JsonTokenType.String)
        {
            Fail(JwtStatus.Claim(name, "is not a string"), ref status);
        }
    }

    /// <summary>A number of seconds; Envoy reads a double and drops the fraction.</summary>
    private static ulong Seconds(string name, JsonSlice value, ReadOnlySpan<byte> payload, ref JwtStatus status)
    {
        if (!value.IsThere)
        {
            return 0;
        }

        if (value.Type != JsonTokenType.Number)
        {
            Fail(JwtStatus.Claim(name, "is not an integer"), ref status);
            return 0;
        }

        double seconds = value.In(payload).GetDouble();
        if (seconds is >= 0 and < 18446744073709551616.0)
        {
            return (ulong)seconds;
        }

        Fail(JwtStatus.Claim(name, "is not a positive 64 bit integer"), ref status);
        return 0;
    }

    private static void CheckAudience(JsonSlice value, ReadOnlySpan<byte> payload, ref JwtStatus status)
    {
        if (value.IsThere && value.Type != JsonTokenType.String && !IsListOfText(value, payload))
        {
            Fail(JwtStatus.Audience, ref status);
        }
    }

    private static bool IsListOfText(JsonSlice value, ReadOnlySpan<byte> payload)
    {
        var reader = value.In(payload);
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
        }

        return reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0;
    }

    private static void Fail(JwtStatus status, ref JwtStatus first) => first = first == JwtStatus.Ok ? status : first;
}
