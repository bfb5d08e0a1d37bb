using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmPolicy.Json;

/// <summary>A token's JSON as Envoy reads it (protobuf's parser), and whether RFC 8259 and our depth would do.</summary>
internal static class TokenJson
{
    /// <summary>Levels that the strictness rule <c>token.json</c> allows.</summary>
    public const int StrictDepth = 32;

    private const int EnvoyDepth = 100;

    private static readonly JsonElement Empty = JsonElement.Parse("{}"u8);

    /// <summary>
    /// Whether Envoy would read an object of it; <paramref name="members"/> are those of the names, their places kept in <paramref name="places"/>.
    /// <paramref name="strict"/>: as the RFC and the rule ask; if not, the members are found in the strict form of it.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, scoped ReadOnlySpan<byte[]> names, Span<JsonSlice> places, out JsonMembers members, out bool strict)
    {
        strict = true;
        if (PlainJson.TryFind(utf8, names, places, out members))
        {
            return true;
        }

        if (!MayBeObject(utf8) || ParseObject(utf8, out strict) is not { } element)
        {
            strict = false;
            return false;
        }

        members = JsonMembers.Find(strict ? utf8 : JsonMarshal.GetRawUtf8Value(element), names, places);
        return true;
    }

    /// <summary>What begins otherwise needs no parser, and none of its exceptions, to be refused.</summary>
    private static bool MayBeObject(ReadOnlySpan<byte> utf8) => utf8.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'n', ..];

    /// <summary>The object; null where Envoy would not read it either. <paramref name="strict"/>: as the RFC and the rule ask.</summary>
    public static JsonElement? ParseObject(ReadOnlySpan<byte> utf8, out bool strict)
    {
        strict = false;
        if (!Utf8.IsValid(utf8))
        {
            return null;
        }

        if (TryParse(utf8, StrictDepth) is { ValueKind: JsonValueKind.Object } element)
        {
            strict = true;
            return element;
        }

        var lax = TryParse(utf8, EnvoyDepth) ?? (LegacyJson.ToStrict(utf8) is { } legacy ? TryParse(legacy, EnvoyDepth) : null);
        return lax switch
        {
            { ValueKind: JsonValueKind.Object } => lax,

            // Protobuf reads null as an empty message.
            { ValueKind: JsonValueKind.Null } => Empty,
            _ => null,
        };
    }

    /// <summary>JSON that was read before.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8) => JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = EnvoyDepth });

    /// <summary>A reader at the first token of JSON that was read before.</summary>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EnvoyDepth });
        reader.Read();
        return reader;
    }

    private static JsonElement? TryParse(ReadOnlySpan<byte> utf8, int depth)
    {
        try
        {
            var element = JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
            return HasFiniteNumbers(element) && (!MayEscapeSurrogates(utf8) || HasReadableText(element)) ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in a name, met while names are compared.
            return null;
        }
    }

    /// <summary>Numbers beyond a double are no numbers to protobuf.</summary>
    private static bool HasFiniteNumbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.TryGetDouble(out double number) && double.IsFinite(number),
        JsonValueKind.Array => All(element.EnumerateArray(), HasFiniteNumbers),
        JsonValueKind.Object => All(element.EnumerateObject(), member => HasFiniteNumbers(member.Value)),
        _ => true,
    };

    private static bool MayEscapeSurrogates(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0;

    /// <summary>Escaped lone surrogates pass the parser, and throw when they are read.</summary>
    private static bool HasReadableText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() is not null,
        JsonValueKind.Array => All(element.EnumerateArray(), HasReadableText),
        JsonValueKind.Object => All(element.EnumerateObject(), member => member.Name is not null && HasReadableText(member.Value)),
        _ => true,
    };

    /// <summary>Without boxing the enumerators.</summary>
    private static bool All(JsonElement.ArrayEnumerator items, Func<JsonElement, bool> holds)
    {
        foreach (var item in items)
        {
            if (!holds(item))
            {
                return false;
            }
        }

        return true;
    }

    private static bool All(JsonElement.ObjectEnumerator members, Func<JsonProperty, bool> holds)
    {
        foreach (var member in members)
        {
            if (!holds(member))
            {
                return false;
            }
        }

        return true;
    }
}
