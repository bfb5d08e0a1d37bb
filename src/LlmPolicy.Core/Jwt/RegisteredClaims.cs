using System.Text.Json;

namespace LlmPolicy.Jwt;

/// <summary>The registered claims (RFC 7519, 4.1), with the types that Envoy asks for, in its order.</summary>
internal sealed class RegisteredClaims
{
    public RegisteredClaims(JsonElement payload)
    {
        Status = JwtStatus.Ok;
        Issuer = Text(payload, "iss");
        Text(payload, "sub");
        Seconds(payload, "iat");
        NotBefore = Seconds(payload, "nbf");
        Expires = Seconds(payload, "exp");
        Text(payload, "jti");
        Audiences = List(payload);
    }

    /// <summary>The first claim that is wrong.</summary>
    public JwtStatus Status { get; private set; }

    public string Issuer { get; }

    public ulong NotBefore { get; }

    public ulong Expires { get; }

    public IReadOnlyList<string> Audiences { get; }

    private string Text(JsonElement payload, string name)
    {
        if (!payload.TryGetProperty(name, out var value))
        {
            return "";
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString()!;
        }

        Fail(JwtStatus.Claim(name, "is not a string"));
        return "";
    }

    /// <summary>A number of seconds; Envoy reads a double and drops the fraction.</summary>
    private ulong Seconds(JsonElement payload, string name)
    {
        if (!payload.TryGetProperty(name, out var value))
        {
            return 0;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            Fail(JwtStatus.Claim(name, "is not an integer"));
            return 0;
        }

        double seconds = value.GetDouble();
        if (seconds is >= 0 and < 18446744073709551616.0)
        {
            return (ulong)seconds;
        }

        Fail(JwtStatus.Claim(name, "is not a positive 64 bit integer"));
        return 0;
    }

    private IReadOnlyList<string> List(JsonElement payload)
    {
        if (!payload.TryGetProperty("aud"u8, out var value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return [value.GetString()!];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(e => e.GetString()!)];
        }

        Fail(JwtStatus.Audience);
        return [];
    }

    private void Fail(JwtStatus status) => Status = Status == JwtStatus.Ok ? status : Status;
}
