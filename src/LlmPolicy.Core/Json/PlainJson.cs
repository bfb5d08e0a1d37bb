using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmPolicy.Json;

/// <summary>
/// Reads, in one pass and without allocating, what nearly every token holds: an object of RFC 8259, not deep, no name twice or
/// escaped, no escaped code units, no number that may be out of range. Of anything else it says nothing; <see cref="TokenJson"/> looks closer then.
/// </summary>
internal static class PlainJson
{
    private const int MaxNames = 32;

    /// <summary>Digits that no double is too small for.</summary>
    private const int ShortNumber = 100;

    /// <summary>Finds the object's members of the names; their places go into <paramref name="places"/>, in the order of the names.</summary>
    public static bool TryFind(ReadOnlySpan<byte> utf8, scoped ReadOnlySpan<byte[]> names, Span<JsonSlice> places, out JsonMembers members)
    {
        places.Clear();
        members = new JsonMembers(utf8, places);
        if (utf8.IsEmpty || utf8[0] != '{' || utf8[^1] != '}' || utf8.IndexOf("\\u"u8) >= 0 || !Utf8.IsValid(utf8))
        {
            return false;
        }

        try
        {
            return Walk(utf8, names, places);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Walk(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte[]> names, Span<JsonSlice> places)
    {
        var open = new OpenNames();
        int count = 0;
        int at = -1;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = TokenJson.StrictDepth });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = new OpenName((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.CurrentDepth);
                    if (count == MaxNames || reader.ValueIsEscaped || IsTaken(utf8, open[..count], name))
                    {
                        return false;
                    }

                    open[count++] = name;
                    at = name.Depth == 1 ? IndexOf(names, reader.ValueSpan) : at;
                    continue;
                case JsonTokenType.Number when reader.ValueSpan.Length > ShortNumber || reader.ValueSpan.ContainsAny((byte)'e', (byte)'E'):
                    return false;
                case JsonTokenType.EndObject:
                    while (count > 0 && open[count - 1].Depth > reader.CurrentDepth)
                    {
                        count--;
                    }

                    break;
            }

            if (at >= 0 && reader.CurrentDepth > 0)
            {
                places[at] = places[at].Through(in reader);
            }
        }

        return true;
    }

    private static int IndexOf(ReadOnlySpan<byte[]> names, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether the object that is open has a member of the name.</summary>
    private static bool IsTaken(ReadOnlySpan<byte> utf8, ReadOnlySpan<OpenName> names, OpenName name)
    {
        for (int i = names.Length - 1; i >= 0 && names[i].Depth == name.Depth; i--)
        {
            if (names[i].Length == name.Length && utf8.Slice(names[i].Start, name.Length).SequenceEqual(utf8.Slice(name.Start, name.Length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A member's name in an object whose end has not come yet.</summary>
    private readonly record struct OpenName(int Start, int Length, int Depth);

    [InlineArray(MaxNames)]
    private struct OpenNames
    {
        private OpenName _first;
    }
}
