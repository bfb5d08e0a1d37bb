using System.Globalization;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>
/// Writes down what a reader of manifests is asked for and answers. So what is compared is what is read, a new field no less than the others; what
/// is not read (comments, fields without effect) is not there, nor what is written otherwise and read the same.
/// </summary>
internal sealed class FieldRecorder(ObjectReader reader, string owner) : ObjectReader
{
    private readonly SortedDictionary<string, FieldNode> _fields = new(StringComparer.Ordinal);

    /// <summary>What was asked for so far.</summary>
    public FieldObject Fields => new(reader.Position, _fields);

    public override SourcePosition Position => reader.Position;

    public override bool Has(string name) => reader.Has(name);

    public override SourcePosition PositionOf(string name) => reader.PositionOf(name);

    public override Text? String(string name)
    {
        var text = reader.String(name);
        Put(name, text is null ? null : FieldJson.Quoted(text.Value));
        return text;
    }

    public override bool? Boolean(string name)
    {
        bool? value = reader.Boolean(name);
        Put(name, value switch { true => "true", false => "false", _ => null });
        return value;
    }

    public override uint? UInt32(string name)
    {
        uint? value = reader.UInt32(name);
        Put(name, value?.ToString(CultureInfo.InvariantCulture));
        return value;
    }

    public override long? Int64(string name)
    {
        long? value = reader.Int64(name);
        Put(name, value?.ToString(CultureInfo.InvariantCulture));
        return value;
    }

    public override int? Int32(string name)
    {
        int? value = reader.Int32(name);
        Put(name, value?.ToString(CultureInfo.InvariantCulture));
        return value;
    }

    public override Number? Decimal(string name)
    {
        var value = reader.Decimal(name);
        Put(name, value?.Value.ToString("0.######", CultureInfo.InvariantCulture));
        return value;
    }

    public override TimeSpan? Duration(string name)
    {
        var value = reader.Duration(name);
        Put(name, value is { } time ? FieldJson.Quoted(time.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture) + "s") : null);
        return value;
    }

    public override T? Enum<T>(string name, IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        var value = reader.Enum(name, names);
        Put(name, value is { } known ? FieldJson.Quoted(names.First(n => EqualityComparer<T>.Default.Equals(n.Value, known)).Key) : null);
        return value;
    }

    public override T? Object<T>(string name, Func<ObjectReader, T> read)
        where T : class
    {
        FieldNode? node = null;
        var value = reader.Object(name, Recording(name, read, found => node = found));
        Put(name, node);
        return value;
    }

    public override T? RequiredObject<T>(string name, Func<ObjectReader, T> read)
        where T : class
    {
        FieldNode? node = null;
        var value = reader.RequiredObject(name, Recording(name, read, found => node = found));
        Put(name, node);
        return value;
    }

    public override IReadOnlyList<T> List<T>(string name, Func<ObjectReader, T> read)
    {
        List<FieldNode> items = [];
        var values = reader.List(name, Recording(name, read, items.Add));
        PutList(name, items, !FieldMeaning.Unordered.Contains(name));
        return values;
    }

    public override IReadOnlyList<Text> Strings(string name)
    {
        var values = reader.Strings(name);
        PutList(name, [.. values.Select(v => new FieldValue(v.Position, FieldJson.Quoted(v.Value)))], hasOrder: false);
        return values;
    }

    public override IReadOnlyList<uint> UInt32s(string name)
    {
        var values = reader.UInt32s(name);
        PutList(name, [.. values.Select(v => new FieldValue(PositionOf(name), v.ToString(CultureInfo.InvariantCulture)))], hasOrder: false);
        return values;
    }

    public override IReadOnlyList<(Text Key, T Value)> Map<T>(string name, Func<ObjectReader, T> read)
    {
        List<FieldNode> objects = [];
        var entries = reader.Map(name, Recording(name, read, objects.Add));
        PutMap(name, entries.Select((e, index) => (e.Key, objects[index])));
        return entries;
    }

    public override IReadOnlyList<(Text Key, Text Value)> StringMap(string name)
    {
        var entries = reader.StringMap(name);
        PutMap(name, entries.Select(e => (e.Key, (FieldNode)new FieldValue(e.Key.Position, FieldJson.Quoted(e.Value.Value)))));
        return entries;
    }

    public override ManifestNode? Node(string name)
    {
        var node = reader.Node(name);
        Put(name, node is null ? null : NodeFields.Of(node));
        return node;
    }

    public override Text Required(string name)
    {
        var text = reader.Required(name);
        Put(name, FieldJson.Quoted(FieldMeaning.IsKey(owner, name) ? text.Value.Trim() : text.Value));
        return text;
    }

    public override void Unenforced(params ReadOnlySpan<string> names)
    {
        PutUnenforced(names);
        reader.Unenforced(names);
    }

    public override void Unenforced(OffSwitch unless, params ReadOnlySpan<string> names)
    {
        PutUnenforced(names);
        reader.Unenforced(unless, names);
    }

    public override void OthersAreNotRead() => reader.OthersAreNotRead();

    public override bool Unsupported(params ReadOnlySpan<string> names) => reader.Unsupported(names);

    public override bool Waived(string name) => reader.Waived(name);

    public override void Refused(string name, string remedy) => reader.Refused(name, remedy);

    public override void Renamed(string oldName, string newName) => reader.Renamed(oldName, newName);

    public override void LastOf(params ReadOnlySpan<string> names) => reader.LastOf(names);

    public override void AtMostOne(params ReadOnlySpan<string> names) => reader.AtMostOne(names);

    public override void Error(string code, SourcePosition position, string message, string? remedy = null) => reader.Error(code, position, message, remedy);

    public override void Invalid(SourcePosition position, string message, string? remedy = null) => reader.Invalid(position, message, remedy);

    protected override void Ignore(string name, FieldShape shape) => reader.Ignored(shape, name);

    /// <summary>It was said when the manifest was read.</summary>
    protected override void ReportLeftOut(string name, string words) => PutUnenforced([name]);

    /// <summary>What is not enforced has no effect here, and yet somebody counts on it: a change of it is for people to look at.</summary>
    private void PutUnenforced(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            Put(name, reader.Node(name) is { } node ? NodeFields.Of(node) : null);
        }
    }

    private static Func<ObjectReader, T> Recording<T>(string name, Func<ObjectReader, T> read, Action<FieldNode> found) => inner =>
    {
        FieldRecorder recorder = new(inner, name);
        var value = read(recorder);
        found(recorder.Fields);
        return value;
    };

    private void Put(string name, string? json) => Put(name, json is null ? null : new FieldValue(PositionOf(name), json));

    private void Put(string name, FieldNode? node)
    {
        // What is asked for twice is asked of one place.
        if (node is not null && !FieldMeaning.IsDefault(owner, name, node.Text))
        {
            _fields[name] = node;
        }
    }

    /// <summary>Nothing in it is as good as no list.</summary>
    private void PutList(string name, List<FieldNode> items, bool hasOrder) => Put(name, items.Count == 0 ? null : new FieldList(PositionOf(name), items, hasOrder));

    private void PutMap(string name, IEnumerable<(Text Key, FieldNode Value)> entries)
    {
        SortedDictionary<string, FieldNode> fields = new(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            fields[key.Value] = value;
        }

        Put(name, fields.Count == 0 ? null : new FieldObject(PositionOf(name), fields));
    }
}
