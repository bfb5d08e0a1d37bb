using System.Text.Json.Nodes;
using LlmPolicy.Rbac;
using LlmPolicy.Testing.Diffing.Texts;

namespace LlmPolicy.Testing.Diffing.Callers;

/// <summary>Values of a claim beside a condition.</summary>
internal static class ClaimExample
{
    /// <summary>One that matches; null where none is found.</summary>
    public static JsonNode? Of(IClaimMatcher matcher) => matcher switch
    {
        ExactString exact => JsonValue.Create(exact.Value),
        BooleanValue boolean => JsonValue.Create(boolean.Value),
        ListContains list => new JsonArray(list.Value, TextExamples.Other),
        RegexString regex => RegexExample.Of(regex.Pattern) is { } text ? JsonValue.Create(text) : null,
        _ => null,
    };

    /// <summary>One of the same type that does not match.</summary>
    public static JsonNode Another(IClaimMatcher matcher) => matcher switch
    {
        BooleanValue boolean => JsonValue.Create(!boolean.Value),
        ListContains => new JsonArray(TextExamples.Other),
        _ => JsonValue.Create(TextExamples.Other)!,
    };

    /// <summary>A text, where the condition looks for it.</summary>
    public static JsonNode With(IClaimMatcher matcher, string text) => matcher is ListContains ? new JsonArray(text) : JsonValue.Create(text)!;

    /// <summary>The value that matches, as a list where a single one is asked for, and the other way round.</summary>
    public static JsonNode? OfAnotherType(IClaimMatcher matcher) => matcher switch
    {
        ExactString exact => new JsonArray(exact.Value),
        BooleanValue boolean => JsonValue.Create(boolean.Value ? "true" : "false"),
        ListContains list => JsonValue.Create(list.Value),
        _ => Of(matcher) is { } value ? new JsonArray(value) : null,
    };
}
