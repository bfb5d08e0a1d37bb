using System.Security.Claims;
using System.Text.Json;

namespace LlmPolicy.Authentication;

/// <summary>Makes claims of a token's payload: names as they are, a list one claim an element, an object as JSON.</summary>
internal static class ClaimReader
{
    public static IEnumerable<Claim> Read(VerifiedCaller caller)
    {
        string issuer = caller.Claims.TryGetProperty("iss", out var iss) && iss.ValueKind == JsonValueKind.String
            ? Text(iss)
            : caller.Provider;
        foreach (var property in caller.Claims.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Array)
            {
                yield return Make(property.Name, property.Value, issuer);
                continue;
            }

            foreach (var element in property.Value.EnumerateArray())
            {
                yield return Make(property.Name, element, issuer);
            }
        }
    }

    private static Claim Make(string name, JsonElement value, string issuer) => value.ValueKind switch
    {
        JsonValueKind.String => new Claim(name, Text(value), ClaimValueTypes.String, issuer),
        JsonValueKind.True => new Claim(name, "true", ClaimValueTypes.Boolean, issuer),
        JsonValueKind.False => new Claim(name, "false", ClaimValueTypes.Boolean, issuer),
        JsonValueKind.Number => new Claim(name, value.GetRawText(), value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double, issuer),
        _ => new Claim(name, value.GetRawText(), "JSON", issuer),
    };

    // A lone surrogate, escaped, passes as JSON and is no text.
    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }
}
