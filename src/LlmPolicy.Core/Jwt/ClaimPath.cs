using System.Text.Json;

namespace LlmPolicy.Jwt;

/// <summary>A claim by its path: through objects only, never through a list.</summary>
internal static class ClaimPath
{
    public static JsonElement? Find(JsonElement claims, ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out claims))
            {
                return null;
            }
        }

        return claims;
    }
}
