using System.Text.Json;
using System.Text.Unicode;

namespace LlmPolicy.Jwt;

/// <summary>A token's JSON as Envoy reads it (protobuf's parser), and whether RFC 8259 and our depth would do.</summary>
internal static class TokenJson
{
    /// <summary>Levels that the strictness rule <c>token.json</c> allows.</summary>
    public const int StrictDepth = 32;

    private const int EnvoyDepth = 100;

    private static readonly JsonElement Empty = JsonElement.Parse("{}"u8);

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

    private static JsonElement? TryParse(ReadOnlySpan<byte> utf8, int depth)
    {
        try
        {
            var element = JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
            return HasOnlyReadableText(element) ? element : null;
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

    /// <summary>Escaped lone surrogates pass the parser and throw when they are read; numbers beyond a double are no numbers.</summary>
    private static bool HasOnlyReadableText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return CanRead(element);
            case JsonValueKind.Number:
                return element.TryGetDouble(out double number) && double.IsFinite(number);
            case JsonValueKind.Array:
                return element.EnumerateArray().All(HasOnlyReadableText);
            case JsonValueKind.Object:
                return element.EnumerateObject().All(p => p.Name is not null && HasOnlyReadableText(p.Value));
            default:
                return true;
        }
    }

    private static bool CanRead(JsonElement text) => text.GetString() is not null;
}
