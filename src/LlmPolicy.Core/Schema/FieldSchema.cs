using System.Text.Json.Nodes;
using LlmPolicy.Manifests;

namespace LlmPolicy.Schema;

/// <summary>JSON Schema of a field, by its type.</summary>
internal static class FieldSchema
{
    public static JsonObject String() => Of("string");

    public static JsonObject Boolean() => Of("boolean");

    public static JsonObject UInt32() => Integer(uint.MinValue, uint.MaxValue);

    public static JsonObject Int32() => Integer(int.MinValue, int.MaxValue);

    public static JsonObject Int64() => Of("integer");

    /// <summary>An object that may hold anything.</summary>
    public static JsonObject Object() => Of("object");

    /// <summary>A name or a number of an enum that is not read.</summary>
    public static JsonObject AnyEnum() => new() { ["anyOf"] = new JsonArray(Of("string"), Of("integer")) };

    /// <summary>A number, or its text.</summary>
    public static JsonObject Decimal() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "number", ["minimum"] = 0 },
            new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]{1,15}([.][0-9]{1,6})?$" }),
    };

    public static JsonObject Duration()
    {
        var schema = String();
        schema["pattern"] = ManifestDuration.Pattern;

        // For Python and .NET, $ stands before a line break at the end, too.
        schema["not"] = new JsonObject { ["pattern"] = @"\n" };
        schema["examples"] = new JsonArray("15s", "1.5s", "1m30s");
        return schema;
    }

    /// <summary>A name, or its number.</summary>
    public static JsonObject Enum(IEnumerable<string> names)
    {
        JsonNode[] values = [.. names.Select(name => JsonValue.Create(name))];
        return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray(values) }, Integer(0, values.Length - 1)) };
    }

    public static JsonObject List(JsonObject items)
    {
        var schema = Of("array");
        schema["items"] = items;
        return schema;
    }

    public static JsonObject Map(JsonObject values)
    {
        var schema = Of("object");
        schema["additionalProperties"] = values;
        return schema;
    }

    /// <summary>A field that is read by nobody, and an error by default.</summary>
    public static JsonObject Unenforced() => new() { ["deprecated"] = true };

    /// <summary>A field that is read for its shape alone.</summary>
    public static JsonObject WithoutEffect(JsonObject schema)
    {
        schema["$comment"] = "no effect";
        return OrNull(schema);
    }

    /// <summary>An optional field: null is as good as absent.</summary>
    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["anyOf"] is JsonArray choices)
        {
            choices.Add((JsonNode)Of("null"));
        }
        else
        {
            schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
        }

        return schema;
    }

    private static JsonObject Integer(long minimum, long maximum) => new() { ["type"] = "integer", ["minimum"] = minimum, ["maximum"] = maximum };

    private static JsonObject Of(string type) => new() { ["type"] = type };
}
