using System.Text;
using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Jwt.Tokens;

/// <summary>A payload, and its registered claims (RFC 7519, 4.1), with the types that Envoy asks for, in its order.</summary>
internal readonly struct RegisteredClaims
{
    private readonly JsonSlice _issuer;
    private readonly JsonSlice _audience;

    private RegisteredClaims(byte[] payload, JsonSlice issuer, ulong notBefore, ulong expires, JsonSlice audience)
    {
        Payload = payload;
        _issuer = issuer;
        NotBefore = notBefore;
        Expires = expires;
        _audience = audience;
    }

    /// <summary>The claims that are read.</summary>
    public static readonly byte[][] Names = [.. new[] { "iss", "sub", "iat", "nbf", "exp", "jti", "aud" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>All claims, an object in JSON that is known to be good.</summary>
    public byte[] Payload { get; }

    /// <summary><c>nbf</c> in seconds; 0 if there is none.</summary>
    public ulong NotBefore { get; }

    /// <summary><c>exp</c> in seconds; 0 if there is none: such a token never expires.</summary>
    public ulong Expires { get; }

    /// <summary>Reads a payload, of which <paramref name="members"/> are those of <see cref="Names"/>; the status is the first claim's that is wrong.</summary>
    /// <param name="members">The members.</param>
    /// <param name="decoded">What the token's part stands for; the payload, unless it had to be rewritten.</param>
    /// <param name="claims">The claims.</param>
    public static JwtStatus Read(JsonMembers members, byte[] decoded, out RegisteredClaims claims)
    {
        var status = JwtStatus.Ok;
        CheckText("iss", members[0], ref status);
        CheckText("sub", members[1], ref status);
        Seconds("iat", members, 2, ref status);
        ulong notBefore = Seconds("nbf", members, 3, ref status);
        ulong expires = Seconds("exp", members, 4, ref status);
        CheckText("jti", members[5], ref status);
        CheckAudience(members, 6, ref status);
        claims = new RegisteredClaims(members.KeptIn(decoded), members[0], notBefore, expires, members[6]);
        return status;
    }

    /// <summary>Whether <c>iss</c> is an issuer; no <c>iss</c> is the empty one.</summary>
    public bool IsFrom(string issuer) => _issuer.IsThere ? _issuer.In(Payload).ValueTextEquals(issuer) : issuer.Length == 0;

    /// <summary><c>iss</c>; empty if there is none.</summary>
    public string Issuer() => _issuer.IsThere ? _issuer.In(Payload).GetString()! : "";

    /// <summary><c>aud</c>, a string or a list of strings, as a list.</summary>
    public IReadOnlyList<string> Audiences()
    {
        var audiences = new List<string>();
        if (_audience.IsThere)
        {
            var reader = _audience.In(Payload);
            do
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    audiences.Add(reader.GetString()!);
                }
            }
            while (reader.Read());
        }

        return audiences;
    }

    private static void CheckText(string name, JsonSlice value, ref JwtStatus status)
    {
        if (value.IsThere && value.Type != JsonTokenType.String)
        {
            Fail(JwtStatus.Claim(name, "is not a string"), ref status);
        }
    }

    /// <summary>A number of seconds; Envoy reads a double and drops the fraction.</summary>
    private static ulong Seconds(string name, JsonMembers members, int index, ref JwtStatus status)
    {
        if (!members[index].IsThere)
        {
            return 0;
        }

        if (members[index].Type != JsonTokenType.Number)
        {
            Fail(JwtStatus.Claim(name, "is not an integer"), ref status);
            return 0;
        }

        double seconds = members.Open(index).GetDouble();
        if (seconds is >= 0 and < 18446744073709551616.0)
        {
            return (ulong)seconds;
        }

        Fail(JwtStatus.Claim(name, "is not a positive 64 bit integer"), ref status);
        return 0;
    }

    private static void CheckAudience(JsonMembers members, int index, ref JwtStatus status)
    {
        if (members[index].IsThere && members[index].Type != JsonTokenType.String && !IsListOfText(members.Open(index)))
        {
            Fail(JwtStatus.Audience, ref status);
        }
    }

    private static bool IsListOfText(Utf8JsonReader reader)
    {
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
