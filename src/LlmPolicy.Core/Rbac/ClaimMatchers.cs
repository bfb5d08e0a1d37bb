using System.Text.Json;
using LlmPolicy.Jwt;
using LlmPolicy.Routing;

namespace LlmPolicy.Rbac;

/// <summary><c>EXACT_STRING</c>: a string, the same one.</summary>
internal sealed class ExactString(string value) : IClaimMatcher
{
    public string Value => value;

    public bool Matches(JsonElement claim) => claim.ValueKind == JsonValueKind.String && claim.ValueEquals(value);

    public override string ToString() => $"= {value}";
}

/// <summary><c>BOOLEAN</c>: a boolean, not its name.</summary>
internal sealed class BooleanValue(bool value) : IClaimMatcher
{
    public bool Value => value;

    public bool Matches(JsonElement claim) => claim.ValueKind == (value ? JsonValueKind.True : JsonValueKind.False);

    public override string ToString() => value ? "is true" : "is false";
}

/// <summary><c>LIST_CONTAINS</c>: a list with the string in it. A string alone is no list.</summary>
internal sealed class ListContains(string value) : IClaimMatcher
{
    public string Value => value;

    public bool Matches(JsonElement claim)
    {
        if (claim.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var item in claim.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && item.ValueEquals(value))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"contains {value}";
}

/// <summary><c>REGEX_MATCH</c>: a string that matches whole.</summary>
internal sealed class RegexString(Re2 regex) : IClaimMatcher
{
    public string Pattern => regex.Pattern;

    public bool Matches(JsonElement claim) => claim.ValueKind == JsonValueKind.String && regex.IsMatch(ClaimText.ToBytes(claim.GetString()!));

    public override string ToString() => $"~ {regex.Pattern}";
}
