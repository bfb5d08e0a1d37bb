using System.Security.Claims;
using System.Text.Json;

namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>The claim <c>llms.huggingface</c>. JwtBearer gives a nested claim as JSON text.</summary>
internal static class ModelClaim
{
    public static bool Allows(ClaimsPrincipal user)
    {
        if (user.FindFirst("llms")?.Value is not { } json)
        {
            return false;
        }

        using JsonDocument llms = JsonDocument.Parse(json);
        return llms.RootElement.ValueKind == JsonValueKind.Object
            && llms.RootElement.TryGetProperty("huggingface", out JsonElement models)
            && models.ValueKind == JsonValueKind.Array
            && models.EnumerateArray().Any(model => model.ValueKind == JsonValueKind.String && model.ValueEquals(LabPolicy.Model));
    }
}
