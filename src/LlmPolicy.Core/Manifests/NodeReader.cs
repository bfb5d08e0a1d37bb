namespace LlmPolicy.Manifests;

/// <summary>Reads an object of a manifest, and reports what is wrong in it: of another type, missing, or asked for by nobody.</summary>
internal sealed partial class NodeReader : ObjectReader
{
    private const string WholeNumber = "a whole number from 0 to 4294967295";

    private readonly MapNode _map;
    private readonly ReadContext _context;
    private readonly List<string> _known = new(16);
    private readonly List<string> _former = [];

    /// <summary>Fields that another one of their choice has taken the place of.</summary>
    private readonly List<string> _overruled = [];

    private bool _othersAreNotRead;

    private NodeReader(MapNode map, string path, ReadContext context)
    {
        _map = map;
        _context = context;
        Path = path;
    }

    public override SourcePosition Position => _map.Position;

    /// <summary>The object's path in the resource, without indices: <c>spec.virtualHost.options</c>.</summary>
    public string Path { get; }

    /// <summary>Reads a whole object; reports what <paramref name="read"/> did not ask for.</summary>
    public static T Read<T>(MapNode map, string path, ReadContext context, Func<ObjectReader, T> read)
    {
        var reader = new NodeReader(map, path, context);
        T value = read(reader);
        reader.ReportUnknown();
        return value;
    }

    public override bool Has(string name) => Entry(name) is { Value: not ScalarNode { IsNull: true } } && !_overruled.Contains(name);

    public override SourcePosition PositionOf(string name) => Entry(name)?.Key.Position ?? Position;

    public override Text? String(string name) => Counted(name, Find(name) is { } node ? ToText(node, name) : null);

    public override bool? Boolean(string name) => Scalar(name, "a boolean (true or false)", s => s.IsPlain ? PlainScalar.AsBoolean(s.Text) : null);

    public override uint? UInt32(string name) => Scalar(name, WholeNumber, AsUInt32);

    public override int? Int32(string name) => Scalar(name, "a whole number", s => s.IsPlain ? PlainScalar.AsInt32(s.Text) : null);

    public override long? Int64(string name) => Scalar(name, "a whole number", s => s.IsPlain ? PlainScalar.AsInt64(s.Text) : null);

    public override Number? Decimal(string name) =>
        Scalar<Number>(name, "a number of 0 or more, with up to six digits behind its point", s => PlainScalar.AsDecimal(s.Text) is { } value ? new Number(value, s.Position) : null);

    public override TimeSpan? Duration(string name) => Scalar(name, "a duration such as 15s, 1m30s or 500ms", s => ManifestDuration.Parse(s.Text));

    public override T? Enum<T>(string name, IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        string wanted = string.Join(", ", names.Keys);
        return Scalar<T>(name, $"one of {wanted}", s =>
            names.TryGetValue(s.Text, out T value) ? value
            : s.IsPlain && PlainScalar.AsUInt32(s.Text) is { } number && number < names.Count ? names.Values.ElementAt((int)number)
            : null);
    }

    public override T? Object<T>(string name, Func<ObjectReader, T> read)
        where T : class
        => Counted(name, Find(name) is { } node ? ToObject(node, name, read) : null);

    public override IReadOnlyList<T> List<T>(string name, Func<ObjectReader, T> read)
        where T : class
        => [.. Items(name).Select(item => ToObject(item, name, read)).OfType<T>()];

    public override IReadOnlyList<Text> Strings(string name) => [.. Items(name).Select(item => ToText(item, name)).OfType<Text>()];

    public override IReadOnlyList<uint> UInt32s(string name) =>
        [.. Items(name).Select(item => ToScalar(item, name, WholeNumber, AsUInt32)).OfType<uint>()];

    public override IReadOnlyList<(Text Key, T Value)> Map<T>(string name, Func<ObjectReader, T> read)
        where T : class
        => [.. Fields(name).Select(e => (Key(e), Value: ToObject(e.Value, name, read))).Where(e => e.Value is not null).Select(e => (e.Item1, e.Value!))];

    public override IReadOnlyList<(Text Key, Text Value)> StringMap(string name) =>
        [.. Fields(name).Select(e => (Key(e), Value: ToText(e.Value, e.Key.Text))).Where(e => e.Value is not null).Select(e => (e.Item1, e.Value!))];

    public override ManifestNode? Node(string name) => Find(name);

    public override Text Required(string name)
    {
        if (String(name) is { } text)
        {
            return text;
        }

        ReportMissing(name);
        return new Text("", PositionOf(name));
    }

    public override T? RequiredObject<T>(string name, Func<ObjectReader, T> read)
        where T : class
    {
        ReportMissing(name);
        return Object(name, read);
    }

    /// <summary>Claims are often called by one letter: y is one of them, too, for what came past Kubernetes' reader.</summary>
    private bool IsOfClaims => Path.Contains(".jwt", StringComparison.Ordinal) || Path.Contains(".rbac", StringComparison.Ordinal) || Path.Contains(".metadataKey", StringComparison.Ordinal);

    private string Within => Path.Length == 0 ? "" : $" in {Path}";

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private ManifestNode? Find(string name)
    {
        _known.Add(name);
        return Entry(name) is { Value: not ScalarNode { IsNull: true } } entry ? entry.Value : null;
    }

    /// <summary>Objects are small: looking through them costs less than an index.</summary>
    private MapEntry? Entry(string name)
    {
        foreach (var entry in _map.Entries)
        {
            if (entry.Key.Text == name)
            {
                return entry;
            }
        }

        return null;
    }

    private T? Scalar<T>(string name, string wanted, Func<ScalarNode, T?> parse)
        where T : struct
        => Find(name) is { } node && ToScalar(node, name, wanted, parse) is { } value && !_overruled.Contains(name) ? value : null;

    private T? Counted<T>(string name, T? value)
        where T : class
        => _overruled.Contains(name) ? null : value;

    private T? ToScalar<T>(ManifestNode node, string name, string wanted, Func<ScalarNode, T?> parse)
        where T : struct
    {
        var value = node is ScalarNode scalar ? parse(scalar) : null;
        if (value is null)
        {
            WrongType(node, name, wanted);
        }

        return value;
    }

    private Text? ToText(ManifestNode node, string name)
    {
        if (node is not ScalarNode scalar || scalar.IsNull)
        {
            WrongType(node, name, "a string");
            return null;
        }

        bool letter = !_context.LettersAreBooleans && PlainScalar.IsLetter(scalar.Text);
        if (scalar.IsPlain && !letter && PlainScalar.TypeOtherThanString(scalar.Text) is { } type)
        {
            _context.Diagnostics.Add(
                IsOfClaims && PlainScalar.IsLetter(scalar.Text) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
                DiagnosticCodes.WrongType,
                scalar.Position,
                $"'{name}' has to be a string; {scalar.Text} is {type}.",
                $"Quote it: \"{scalar.Text}\".");
        }

        return new Text(scalar.Text, scalar.Position);
    }

    private T? ToObject<T>(ManifestNode node, string name, Func<ObjectReader, T> read)
        where T : class
    {
        if (node is MapNode map)
        {
            return Read(map, PathOf(name), _context, read);
        }

        WrongType(node, name, "an object");
        return null;
    }

    private IReadOnlyList<ManifestNode> Items(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case ListNode list:
                return list.Items;
            case var other:
                WrongType(other, name, "a list");
                return [];
        }
    }

    private List<MapEntry> Fields(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case MapNode map:
                return map.Entries;
            case var other:
                WrongType(other, name, "an object");
                return [];
        }
    }

    private static uint? AsUInt32(ScalarNode scalar) => scalar.IsPlain ? PlainScalar.AsUInt32(scalar.Text) : null;

    private static Text Key(MapEntry entry) => new(entry.Key.Text, entry.Key.Position);

    private void ReportMissing(string name)
    {
        if (!Has(name))
        {
            _context.Diagnostics.Error(DiagnosticCodes.RequiredField, Position, $"'{name}' is missing{Within}.");
        }
    }

    private void WrongType(ManifestNode node, string name, string wanted) =>
        _context.Diagnostics.Error(DiagnosticCodes.WrongType, node.Position, $"'{name}' has to be {wanted}{Within}.");

    private void ReportUnknown()
    {
        List<MapEntry> unknown = [.. _map.Entries.Where(e => !_known.Contains(e.Key.Text) && e.Key.Text != "<<")];
        if (_othersAreNotRead && unknown.Count > 0)
        {
            // A slip of the pen in a name that is read guards nothing.
            string meant = string.Concat(unknown.Select(e => NearestName.Of(e.Key.Text, _known)).OfType<string>().Take(1).Select(name => $" Did you mean '{name}'?"));
            _context.Diagnostics.Warning(
                DiagnosticCodes.ForeignKind, unknown[0].Key.Position,
                $"{string.Join(", ", unknown.Select(e => PathOf(e.Key.Text)))} of the {_context.Kind} is not read: what it asks of requests is not enforced here.{meant}");
            return;
        }

        foreach (var entry in unknown)
        {
            _context.Diagnostics.Strict(
                StrictnessRules.FieldUnknown, _context.LaxRules, DiagnosticCodes.UnknownField, entry.Key.Position, $"Unknown field '{entry.Key.Text}'{Within}.",
                Remedy(entry.Key.Text));
        }
    }

    private string? Remedy(string unknown)
    {
        if (_context.PlaceOf(unknown) is { } place)
        {
            return $"It belongs to {place}.";
        }

        return NearestName.Of(unknown, _known.Except(_former)) is { } nearest ? $"Did you mean '{nearest}'?" : null;
    }
}
