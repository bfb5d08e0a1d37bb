using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmPolicy.Resources;
using LlmPolicy.Schema;

namespace LlmPolicy;

/// <summary>
/// The manifests' JSON Schema (draft 2020-12), for editors. It is made of what the reader of manifests asks for, so both agree: what loads
/// is valid, and a misspelt field is not. What fields say of each other is not in it; <see cref="PolicyCompiler"/> knows that.
/// </summary>
public static class ManifestSchema
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    private static readonly IReadOnlyList<ResourceKind> AllKinds = new PolicyCompilerOptions().Kinds;

    /// <summary>The kinds that have a part in a policy, as <c>VirtualService</c>.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. AllKinds.Select(k => k.Name)];

    /// <summary>The schema of one kind, or of every kind in one, told apart by <c>kind</c>; then lists of them, too.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>; null: all.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static string Json(string? kind = null)
    {
        var schema = kind is null ? DescribeAll()
            : AllKinds.FirstOrDefault(k => k.Name == kind) is { } known ? Describe(known)
            : throw new ArgumentException($"No kind is called '{kind}': there are {string.Join(", ", Kinds)}.", nameof(kind));
        schema.Insert(0, "$schema", Draft);
        return Write(schema);
    }

    private static JsonObject DescribeAll()
    {
        var definitions = new JsonObject();
        foreach (var kind in AllKinds)
        {
            definitions[kind.Name] = Describe(kind);
        }

        definitions["List"] = DescribeLists();
        return new JsonObject { ["title"] = "Manifests of LlmPolicy", ["oneOf"] = References([.. Kinds, "List"]), ["$defs"] = definitions };
    }

    private static JsonObject Describe(ResourceKind kind)
    {
        var schema = SchemaReader.Record(kind.Read, nameof(ResourceKind), kind.Name, nameof(AttachedResource));
        schema.Insert(0, "title", kind.Name);
        schema.Insert(1, "description", $"A {kind.Name} ({kind.ApiVersion}), as LlmPolicy reads it.");
        var properties = schema["properties"]!.AsObject();
        Identify(properties, "kind", "What this document is.", [kind.Name]);
        Identify(properties, "apiVersion", "The group and version that the kind belongs to.", [kind.ApiVersion]);
        Require(schema, ["apiVersion", "kind"]);
        return schema;
    }

    /// <summary>As <c>kubectl get -o yaml</c> writes several.</summary>
    private static JsonObject DescribeLists()
    {
        var items = FieldSchema.List(new JsonObject { ["oneOf"] = References(Kinds) });
        items.Insert(0, "description", "The resources.");
        var version = FieldSchema.String();
        version.Insert(0, "description", "The group and version that the list belongs to: v1 of a List.");
        var properties = new JsonObject { ["items"] = items };
        Identify(properties, "kind", "What this document is: a list of resources.", ["List", .. AllKinds.Select(k => k.ListName)]);
        properties.Insert(0, "apiVersion", version);
        var schema = new JsonObject { ["title"] = "List", ["type"] = "object", ["properties"] = properties };
        Require(schema, ["apiVersion", "kind"]);
        return schema;
    }

    private static JsonArray References(IEnumerable<string> kinds) => [.. kinds.Select(kind => new JsonObject { ["$ref"] = $"#/$defs/{kind}" })];

    private static void Identify(JsonObject properties, string name, string description, IEnumerable<string> values)
    {
        properties.Remove(name);
        properties.Insert(0, name, new JsonObject { ["description"] = description, ["enum"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]) });
    }

    private static void Require(JsonObject schema, IEnumerable<string> names)
    {
        var required = schema["required"]?.DeepClone().AsArray() ?? [];
        schema["required"] = new JsonArray([.. names.Select(n => JsonValue.Create(n)), .. required.Select(r => r!.DeepClone())]);
    }

    private static string Write(JsonObject schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
