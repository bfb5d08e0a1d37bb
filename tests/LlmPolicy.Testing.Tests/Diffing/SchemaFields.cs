using System.Text.Json.Nodes;

namespace LlmPolicy.Testing.Diffing;

/// <summary>The fields of the manifests' schema, and where they are in a document.</summary>
internal static class SchemaFields
{
    private static readonly JsonObject Definitions = JsonNode.Parse(ManifestSchema.Json())!["$defs"]!.AsObject();

    /// <summary>Every field that is read and has an effect, as <c>permissions.methods</c>: the field that its object stands under, and its own name.</summary>
    public static IEnumerable<string> All => ManifestSchema.Kinds.SelectMany(kind => Of(Definitions[kind]!.AsObject(), "")).Distinct();

    /// <summary>The objects of a document, each with the fields that it can have.</summary>
    public static IEnumerable<(JsonObject Owner, string Field, string Key)> In(JsonObject document) => In(document, Definitions[(string)document["kind"]!]!.AsObject(), "");

    private static IEnumerable<string> Of(JsonObject schema, string owner) => Fields(schema).SelectMany(field =>
        new[] { $"{owner}.{field.Name}" }.Concat(Inner(field.Schema) is { } inner ? Of(inner, field.Name) : []));

    private static IEnumerable<(JsonObject, string, string)> In(JsonObject o, JsonObject schema, string owner) => Fields(schema).SelectMany(field =>
        new[] { (o, field.Name, $"{owner}.{field.Name}") }.Concat(Inner(field.Schema) is { } inner ? Objects(o[field.Name], field.Schema).SelectMany(child => In(child, inner, field.Name)) : []));

    /// <summary>Those that say nothing of their value, or have a comment, have no effect; those marked as deprecated are not enforced.</summary>
    private static IEnumerable<(string Name, JsonObject Schema)> Fields(JsonObject schema) => schema["properties"]!.AsObject()
        .Select(p => (p.Key, p.Value!.AsObject())).Where(p => p.Item2.Any(member => member.Key != "description") && p.Item2["$comment"] is null && p.Item2["deprecated"] is null);

    private static JsonObject? Inner(JsonObject schema) => new[] { schema, schema["items"], schema["additionalProperties"] as JsonObject }.OfType<JsonObject>().FirstOrDefault(s => s["properties"] is not null);

    private static IEnumerable<JsonObject> Objects(JsonNode? node, JsonObject schema) => (node switch
    {
        JsonArray list => list.ToList(),
        JsonObject map when schema["properties"] is null => [.. map.Select(e => e.Value)],
        null => [],
        _ => [node],
    }).OfType<JsonObject>();
}
