using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using LlmPolicy.Resources;

namespace LlmPolicy.Testing.Keys;

/// <summary>Claims to the payload of a provider's token.</summary>
internal static class ClaimsJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <exception cref="ArgumentException">No JSON object.</exception>
    public static JsonElement Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // What the parser says may quote a claim.
            throw new ArgumentException("The claims are not a JSON object.", nameof(json));
        }
    }

    /// <summary>What a token says of its caller, whoever signed it; nothing where it is no token.</summary>
    public static JsonElement OfToken(string token)
    {
        try
        {
            return token.Split('.') is [_, var payload, _] && JsonElement.Parse(Base64Url.DecodeFromChars(payload), Strict) is { ValueKind: JsonValueKind.Object } claims ? claims : Nothing;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return Nothing;
        }
    }

    /// <summary>The claims without the times of RFC 7519, 4.1: good at any time.</summary>
    public static JsonElement WithoutTimes(JsonElement claims) => claims.ValueKind != JsonValueKind.Object ? Nothing
        : JsonSerializer.SerializeToElement(claims.EnumerateObject().Where(c => c.Name is not ("exp" or "nbf" or "iat")).ToDictionary(c => c.Name, c => c.Value));

    /// <summary>The claims as given; <c>iss</c> and <c>aud</c> as the provider asks for where they are not there, and not at all where they are null.</summary>
    /// <exception cref="ArgumentException">No JSON object.</exception>
    public static byte[] ForProvider(JsonElement claims, JwtProvider provider)
    {
        if (claims.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("The claims are not a JSON object.", nameof(claims));
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            WriteDefault(json, claims, "iss", provider.Issuer?.Value);
            WriteDefault(json, claims, "aud", provider.Audiences.Count > 0 ? provider.Audiences[0].Value : null);
            foreach (var claim in claims.EnumerateObject().Where(c => c is not { Name: "iss" or "aud", Value.ValueKind: JsonValueKind.Null }))
            {
                claim.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDefault(Utf8JsonWriter json, JsonElement claims, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value) && !claims.TryGetProperty(name, out _))
        {
            json.WriteString(name, value);
        }
    }
}
