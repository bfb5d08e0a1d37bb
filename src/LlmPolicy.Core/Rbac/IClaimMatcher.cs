using System.Text.Json;

namespace LlmPolicy.Rbac;

/// <summary>A condition on a claim's value.</summary>
internal interface IClaimMatcher
{
    bool Matches(JsonElement claim);
}
