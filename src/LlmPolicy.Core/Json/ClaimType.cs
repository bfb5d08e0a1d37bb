using System.Text.Json;

namespace LlmPolicy.Json;

/// <summary>A claim's JSON type in words.</summary>
internal static class ClaimType
{
    public static string Of(JsonElement? claim) => claim?.ValueKind switch
    {
        null => "missing",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "list",
        JsonValueKind.Null => "null",
        _ => "object",
    };
}
