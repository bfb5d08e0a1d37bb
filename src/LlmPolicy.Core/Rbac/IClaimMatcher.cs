using System.Text.Json;

namespace LlmPolicy.Rbac;

/// <summary>A condition on a claim's value.</summary>
internal interface IClaimMatcher
{
    /// <summary>Whether it holds; <paramref name="claim"/> is a reader at the value, and may be moved on.</summary>
    bool Matches(ref Utf8JsonReader claim);
}
