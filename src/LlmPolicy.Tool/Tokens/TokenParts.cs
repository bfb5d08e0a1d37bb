using System.Buffers.Text;
using System.Text.Json;

namespace LlmPolicy.Tool.Tokens;

/// <summary>What a token says, unverified.</summary>
internal sealed record TokenParts(JsonElement Header, JsonElement Claims)
{
    /// <summary>The parts; null if it is no JWT.</summary>
    public static TokenParts? Decode(string token)
    {
        string[] parts = token.Split('.');
        return parts.Length == 3 && ReadObject(parts[0]) is { } header && ReadObject(parts[1]) is { } claims ? new TokenParts(header, claims) : null;
    }

    private static JsonElement? ReadObject(string part)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
