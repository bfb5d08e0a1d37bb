using System.Text.Json;

namespace LlmPolicy.Jwt;

/// <summary>Where a member's value stands in an object's bytes; <c>None</c> if there is no such member.</summary>
internal readonly record struct JsonSlice(JsonTokenType Type, int Start, int Length)
{
    public bool IsThere => Type != JsonTokenType.None;

    /// <summary>Fills <paramref name="values"/> with the values of an object's members of the names at the same places.</summary>
    public static void Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte[]> names, Span<JsonSlice> values)
    {
        values.Clear();
        var reader = TokenJson.Open(json);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int found = IndexOf(in reader, names);
            reader.Read();
            var type = reader.TokenType;
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found >= 0)
            {
                values[found] = new JsonSlice(type, start, (int)reader.BytesConsumed - start);
            }
        }
    }

    /// <summary>The slice with the token that a reader is at: the value's first, or one more of a list's or an object's.</summary>
    public JsonSlice Through(ref readonly Utf8JsonReader reader)
    {
        int start = IsThere ? Start : (int)reader.TokenStartIndex;
        return new JsonSlice(IsThere ? Type : reader.TokenType, start, (int)reader.BytesConsumed - start);
    }

    /// <summary>A reader at the value.</summary>
    public Utf8JsonReader In(ReadOnlySpan<byte> json) => TokenJson.Open(json.Slice(Start, Length));

    private static int IndexOf(ref readonly Utf8JsonReader name, ReadOnlySpan<byte[]> names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (name.ValueTextEquals(names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
