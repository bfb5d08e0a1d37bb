using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary>YAML to JSON, for claims. What has a type for some readers of YAML and another for others has to be quoted.</summary>
internal static partial class NodeJson
{
    public static JsonElement Read(MapNode map, ObjectReader o)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Write(json, map, o);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter json, ManifestNode node, ObjectReader o)
    {
        switch (node)
        {
            case MapNode map:
                json.WriteStartObject();
                foreach (var (key, value) in map.Entries)
                {
                    json.WritePropertyName(key.Text);
                    Write(json, value, o);
                }

                json.WriteEndObject();
                break;
            case ListNode list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item, o);
                }

                json.WriteEndArray();
                break;
            case ScalarNode scalar:
                WriteScalar(json, scalar, o);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, ScalarNode scalar, ObjectReader o)
    {
        if (scalar.IsNull)
        {
            json.WriteNullValue();
        }
        else if (scalar.IsPlain && (scalar.Text is "true" or "false" || Number().IsMatch(scalar.Text)))
        {
            json.WriteRawValue(scalar.Text);
        }
        else
        {
            if (scalar.IsPlain && PlainScalar.TypeOtherThanString(scalar.Text) is { } type)
            {
                o.Invalid(scalar.Position, $"{scalar.Text} is {type} for some readers of YAML.", $"Quote it, \"{scalar.Text}\", or write it as JSON has it.");
            }

            json.WriteStringValue(scalar.Text);
        }
    }

    /// <summary>RFC 8259, 6.</summary>
    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
