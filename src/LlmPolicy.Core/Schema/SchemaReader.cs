using System.Text.Json.Nodes;
using LlmPolicy.Manifests;

namespace LlmPolicy.Schema;

/// <summary>
/// Writes down what is asked for, as a JSON Schema of the object. It has no field, so whoever reads gets nothing; what is refused anyhow
/// (unsupported, renamed) is not in the schema, and what fields say of each other is left to the reader.
/// </summary>
internal sealed class SchemaReader(IReadOnlyList<string> readers) : ObjectReader
{
    private static readonly SourcePosition Nowhere = new("(schema)", 1, 1);

    private readonly JsonObject _properties = [];
    private readonly JsonArray _required = [];
    private bool _isOpen;

    public override SourcePosition Position => Nowhere;

    /// <summary>The schema of an object.</summary>
    /// <param name="read">Reads one.</param>
    /// <param name="readers">Who asks for its fields, and who reads what is around it: as docs/fields.md names them.</param>
    public static JsonObject Record<T>(Func<ObjectReader, T> read, params IReadOnlyList<string> readers)
    {
        var reader = new SchemaReader(readers);
        read(reader);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = reader._properties, ["additionalProperties"] = reader._isOpen };
        if (reader._required.Count > 0)
        {
            schema["required"] = reader._required;
        }

        return schema;
    }

    public override bool Has(string name) => false;

    public override SourcePosition PositionOf(string name) => Nowhere;

    public override Text? String(string name) => Optional<Text>(name, FieldSchema.String());

    public override bool? Boolean(string name) => OptionalValue<bool>(name, FieldSchema.Boolean());

    public override uint? UInt32(string name) => OptionalValue<uint>(name, FieldSchema.UInt32());

    public override int? Int32(string name) => OptionalValue<int>(name, FieldSchema.Int32());

    public override long? Int64(string name) => OptionalValue<long>(name, FieldSchema.Int64());

    public override Number? Decimal(string name) => OptionalValue<Number>(name, FieldSchema.Decimal());

    public override TimeSpan? Duration(string name) => OptionalValue<TimeSpan>(name, FieldSchema.Duration());

    public override T? Enum<T>(string name, IReadOnlyDictionary<string, T> names)
        where T : struct
        => OptionalValue<T>(name, FieldSchema.Enum(names.Keys));

    public override T? Object<T>(string name, Func<ObjectReader, T> read)
        where T : class
        => Optional<T>(name, Inner(read));

    public override IReadOnlyList<T> List<T>(string name, Func<ObjectReader, T> read) => OptionalList<T>(name, FieldSchema.List(Inner(read)));

    public override IReadOnlyList<Text> Strings(string name) => OptionalList<Text>(name, FieldSchema.List(FieldSchema.String()));

    public override IReadOnlyList<uint> UInt32s(string name) => OptionalList<uint>(name, FieldSchema.List(FieldSchema.UInt32()));

    public override IReadOnlyList<(Text Key, T Value)> Map<T>(string name, Func<ObjectReader, T> read) =>
        OptionalList<(Text, T)>(name, FieldSchema.Map(Inner(read)));

    public override IReadOnlyList<(Text Key, Text Value)> StringMap(string name) =>
        OptionalList<(Text, Text)>(name, FieldSchema.Map(FieldSchema.String()));

    public override ManifestNode? Node(string name)
    {
        Describe(name, new JsonObject());
        return null;
    }

    public override Text Required(string name)
    {
        Require(name, FieldSchema.String());
        return new Text("", Nowhere);
    }

    public override T? RequiredObject<T>(string name, Func<ObjectReader, T> read)
        where T : class
    {
        Require(name, Inner(read));
        return null;
    }

    protected override void Ignore(string name, FieldShape shape) => Describe(name, FieldSchema.WithoutEffect(shape switch
    {
        FieldShape.String => FieldSchema.String(),
        FieldShape.Strings => FieldSchema.List(FieldSchema.String()),
        FieldShape.StringMap => FieldSchema.Map(FieldSchema.String()),
        FieldShape.Boolean => FieldSchema.Boolean(),
        FieldShape.UInt32 => FieldSchema.UInt32(),
        FieldShape.Int64 => FieldSchema.Int64(),
        FieldShape.Duration => FieldSchema.Duration(),
        FieldShape.Enum => FieldSchema.AnyEnum(),
        FieldShape.Objects => FieldSchema.List(FieldSchema.Object()),
        _ => FieldSchema.Object(),
    }));

    public override void Unenforced(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!_properties.ContainsKey(name))
            {
                Describe(name, FieldSchema.Unenforced());
            }
        }
    }

    public override void Unenforced(OffSwitch unless, params ReadOnlySpan<string> names) => Unenforced(names);

    public override void OthersAreNotRead() => _isOpen = true;

    protected override void ReportLeftOut(string name, string words)
    {
    }

    public override bool Unsupported(params ReadOnlySpan<string> names) => false;

    public override bool Waived(string name) => false;

    public override void Refused(string name, string remedy)
    {
    }

    public override void Renamed(string oldName, string newName)
    {
    }

    public override void AtMostOne(params ReadOnlySpan<string> names)
    {
    }

    public override void LastOf(params ReadOnlySpan<string> names)
    {
    }

    public override void Error(string code, SourcePosition position, string message, string? remedy = null)
    {
    }

    public override void Invalid(SourcePosition position, string message, string? remedy = null)
    {
    }

    private JsonObject Inner<T>(Func<ObjectReader, T> read) => Record(read, [typeof(T).Name.Split('`')[0], .. readers]);

    private void Describe(string name, JsonObject schema)
    {
        if (FieldDescriptions.Of(readers, name) is { } description)
        {
            schema.Insert(0, "description", description);
        }

        _properties[name] = schema;
    }

    private void Require(string name, JsonObject schema)
    {
        Describe(name, schema);
        _required.Add((JsonNode)name);
    }

    private T? Optional<T>(string name, JsonObject schema)
        where T : class
    {
        Describe(name, FieldSchema.OrNull(schema));
        return null;
    }

    private T? OptionalValue<T>(string name, JsonObject schema)
        where T : struct
    {
        Describe(name, FieldSchema.OrNull(schema));
        return null;
    }

    private IReadOnlyList<T> OptionalList<T>(string name, JsonObject schema)
    {
        Describe(name, FieldSchema.OrNull(schema));
        return [];
    }
}
