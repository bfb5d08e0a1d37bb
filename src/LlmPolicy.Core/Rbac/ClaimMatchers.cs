using System.Text;
using System.Text.Json;
using LlmPolicy.Json;
using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Rbac;

/// <summary>A condition on a claim's value.</summary>
internal interface IClaimMatcher
{
    /// <summary>Whether it holds; <paramref name="claim"/> is a reader at the value, and may be moved on.</summary>
    bool Matches(ref Utf8JsonReader claim);
}

/// <summary><c>EXACT_STRING</c>: a string, the same one.</summary>
internal sealed class ExactString(string value) : IClaimMatcher
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(value);

    public string Value => value;

    public bool Matches(ref Utf8JsonReader claim) => claim.TokenType == JsonTokenType.String && claim.ValueTextEquals(_utf8);

    public override string ToString() => $"= {value}";
}

/// <summary><c>BOOLEAN</c>: a boolean, not its name.</summary>
internal sealed class BooleanValue(bool value) : IClaimMatcher
{
    public bool Value => value;

    public bool Matches(ref Utf8JsonReader claim) => claim.TokenType == (value ? JsonTokenType.True : JsonTokenType.False);

    public override string ToString() => value ? "is true" : "is false";
}

/// <summary><c>LIST_CONTAINS</c>: a list with the string in it. A string alone is no list.</summary>
internal sealed class ListContains(string value) : IClaimMatcher
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(value);

    public string Value => value;

    public bool Matches(ref Utf8JsonReader claim)
    {
        if (claim.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (claim.Read() && claim.TokenType != JsonTokenType.EndArray)
        {
            if (claim.TokenType == JsonTokenType.String && claim.ValueTextEquals(_utf8))
            {
                return true;
            }

            // A list in the list is another one.
            claim.Skip();
        }

        return false;
    }

    public override string ToString() => $"contains {value}";
}

/// <summary><c>REGEX_MATCH</c>: a string that matches whole.</summary>
internal sealed class RegexString(Re2 regex) : IClaimMatcher
{
    public string Pattern => regex.Pattern;

    public bool Matches(ref Utf8JsonReader claim) => claim.TokenType == JsonTokenType.String && regex.IsMatch(ClaimText.ToBytes(claim.GetString()!));

    public override string ToString() => $"~ {regex.Pattern}";
}
