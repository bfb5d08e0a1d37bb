using System.Text.Json.Nodes;
using LlmPolicy.Rbac;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Values of a claim beside a condition.</summary>
internal static class ClaimExample
{
    private const string Other = "other";

    /// <summary>One that matches; null where none is found.</summary>
    public static JsonNode? Of(IClaimMatcher matcher) => matcher switch
    {
        ExactString exact => JsonValue.Create(exact.Value),
        BooleanValue boolean => JsonValue.Create(boolean.Value),
        ListContains list => new JsonArray(list.Value, Other),
        RegexString regex => RegexExample.Of(regex.Pattern) is { } text ? JsonValue.Create(text) : null,
        _ => null,
    };

    /// <summary>One of the same type that does not match.</summary>
    public static JsonNode Another(IClaimMatcher matcher) => matcher switch
    {
        BooleanValue boolean => JsonValue.Create(!boolean.Value),
        ListContains => new JsonArray(Other),
        _ => JsonValue.Create(Other)!,
    };

    /// <summary>The value that matches, as a list where a single one is asked for, and the other way round.</summary>
    public static JsonNode? OfAnotherType(IClaimMatcher matcher) => matcher switch
    {
        ExactString exact => new JsonArray(exact.Value),
        BooleanValue boolean => JsonValue.Create(boolean.Value ? "true" : "false"),
        ListContains list => JsonValue.Create(list.Value),
        _ => Of(matcher) is { } value ? new JsonArray(value) : null,
    };
}
