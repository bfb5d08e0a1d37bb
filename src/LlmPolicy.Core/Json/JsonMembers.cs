using System.Text.Json;

namespace LlmPolicy.Json;

/// <summary>An object in JSON, and where its members of some names stand. A place counts from the first of these very bytes, so they are kept together.</summary>
internal readonly ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<JsonSlice> _places;

    /// <summary>Members that were found in <paramref name="json"/>.</summary>
    public JsonMembers(ReadOnlySpan<byte> json, ReadOnlySpan<JsonSlice> places)
    {
        _json = json;
        _places = places;
    }

    /// <summary>The place of the name at an index; it is <c>None</c> if there is no such member.</summary>
    public JsonSlice this[int index] => _places[index];

    /// <summary>Looks for an object's members of some names; their places go into <paramref name="places"/>, in the order of the names.</summary>
    public static JsonMembers Find(ReadOnlySpan<byte> json, scoped ReadOnlySpan<byte[]> names, Span<JsonSlice> places)
    {
        places.Clear();
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
                places[found] = new JsonSlice(type, start, (int)reader.BytesConsumed - start);
            }
        }

        return new JsonMembers(json, places);
    }

    /// <summary>A reader at the value of the name at an index, which has to be there.</summary>
    public Utf8JsonReader Open(int index) => _places[index].In(_json);

    /// <summary>The bytes that the places count in: <paramref name="source"/>, if it is those, or else a copy of them.</summary>
    public byte[] KeptIn(byte[] source) => _json == source ? source : _json.ToArray();

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
