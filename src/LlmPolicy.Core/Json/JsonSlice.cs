using System.Text.Json;

namespace LlmPolicy.Json;

/// <summary>Where a member's value stands in an object's bytes; <c>None</c> if there is no such member.</summary>
internal readonly record struct JsonSlice(JsonTokenType Type, int Start, int Length)
{
    public bool IsThere => Type != JsonTokenType.None;

    /// <summary>The slice with the token that a reader is at: the value's first, or one more of a list's or an object's.</summary>
    public JsonSlice Through(ref readonly Utf8JsonReader reader)
    {
        int start = IsThere ? Start : (int)reader.TokenStartIndex;
        return new JsonSlice(IsThere ? Type : reader.TokenType, start, (int)reader.BytesConsumed - start);
    }

    /// <summary>A reader at the value, in the bytes that it was found in.</summary>
    public Utf8JsonReader In(ReadOnlySpan<byte> json) => TokenJson.Open(json.Slice(Start, Length));
}
