using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LlmPolicy.Manifests;

/// <summary>Text to nodes: YAML's events (JSON is YAML), without what Kubernetes does not take and without unbounded growth.</summary>
internal sealed class YamlDocuments
{
    public const int MaxNodes = 100_000;
    public const int MaxDepth = 64;

    private const string QuoteStar = "A text that begins with * has to be quoted.";

    private readonly ManifestFile _file;
    private readonly DiagnosticBag _diagnostics;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, ManifestNode?> _anchors = [];

    private YamlDocuments(ManifestFile file, DiagnosticBag diagnostics)
    {
        _file = file;
        _diagnostics = diagnostics;
        _parser = new Parser(new StringReader(file.Text.TrimStart('\uFEFF')));
    }

    /// <summary>The documents of a file; what can't be read is reported, and ends the file.</summary>
    public static IReadOnlyList<ManifestNode> Read(ManifestFile file, DiagnosticBag diagnostics) => [.. Stream(file, diagnostics)];

    /// <summary>The same, read one by one, so that no more than one has to be kept.</summary>
    public static IEnumerable<ManifestNode> Stream(ManifestFile file, DiagnosticBag diagnostics)
    {
        if (SourceText.FindNul(file) is { } nul)
        {
            // The scanner would take it for the end of the file.
            diagnostics.Error(DiagnosticCodes.Syntax, nul, "This is not YAML: it holds a NUL.");
            yield break;
        }

        var documents = new YamlDocuments(file, diagnostics);
        while (documents.ReadNext() is { } document)
        {
            yield return document;
        }
    }

    private static Diagnostic WithHint(Diagnostic diagnostic, ManifestFile file)
    {
        string line = SourceText.Line(file, diagnostic.Position.Line);
        return line.Contains("{{", StringComparison.Ordinal) ? diagnostic with { Remedy = "Render templates first: helm template." }
            : diagnostic.Code == DiagnosticCodes.Syntax && line.ElementAtOrDefault(diagnostic.Position.Column - 1) == '*' ? diagnostic with { Remedy = QuoteStar }
            : diagnostic;
    }

    /// <summary>The next document; null at the end, or where it can't be read.</summary>
    private ManifestNode? ReadNext()
    {
        try
        {
            return ReadDocument();
        }
        catch (ManifestRefusedException refused)
        {
            _diagnostics.Add(WithHint(refused.Diagnostic, _file));
        }
        catch (YamlException e)
        {
            var position = SourceText.FindTab(_file, (int)e.Start.Line) ?? SourceText.Within(_file, At(e.Start));
            _diagnostics.Add(WithHint(Diagnostic.Error(DiagnosticCodes.Syntax, position, $"This is not YAML: {e.Message}"), _file));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            // The scanner lets some of its own checks and number conversions throw: an unclosed [, \U00110000, %YAML 99999999999.1.
            _diagnostics.Error(
                DiagnosticCodes.Syntax, new SourcePosition(_file.Name, 1, 1), "This is not YAML: a bracket is not closed, or an escape or a directive is out of range.");
        }

        return null;
    }

    private ManifestNode? ReadDocument()
    {
        _parser.TryConsume<StreamStart>(out _);
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        _anchors.Clear();
        var document = ReadNode(depth: 1);
        _parser.Consume<DocumentEnd>();
        return document;
    }

    private ManifestNode ReadNode(int depth)
    {
        if (depth > MaxDepth)
        {
            throw TooLarge(_parser.Current!.Start);
        }

        return _parser.Current switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadList(depth),
            MappingStart => ReadMap(depth),
            _ => ReadAlias(depth),
        };
    }

    private ScalarNode ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        RefuseTag(scalar);
        bool plain = scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true };
        return Anchored(scalar, new ScalarNode(At(scalar.Start), scalar.Value, plain));
    }

    private ListNode ReadList(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        Open(start);
        var items = new List<ManifestNode>();
        var bounds = new Bounds(this, start.Start);
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(bounds.Count(ReadNode(depth + 1)));
        }

        return Anchored(start, new ListNode(At(start.Start), items, bounds.Size, bounds.Height));
    }

    private MapNode ReadMap(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        Open(start);
        var entries = new List<MapEntry>();
        var keys = new KeySet();
        var bounds = new Bounds(this, start.Start);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadKey(depth, keys);
            bounds.CountKey(key);
            entries.Add(new MapEntry(key, bounds.Count(ReadNode(depth + 1))));
        }

        return Anchored(start, new MapNode(At(start.Start), entries, bounds.Size, bounds.Height));
    }

    private ScalarNode ReadKey(int depth, KeySet keys)
    {
        var start = _parser.Current!.Start;
        if (ReadNode(depth + 1) is not ScalarNode key)
        {
            throw Refuse(DiagnosticCodes.Syntax, start, "A key has to be a string.");
        }

        if (key is { IsPlain: true, Text: "<<" })
        {
            _diagnostics.Error(DiagnosticCodes.MergeKey, key.Position, "Merge keys (<<) are not applied.", "Write the fields out.");
        }
        else if (!keys.Add(key.Text))
        {
            _diagnostics.Error(DiagnosticCodes.DuplicateKey, key.Position, $"'{key.Text}' appears twice in this object.", "Keep one of them.");
        }

        return key;
    }

    private ManifestNode ReadAlias(int depth)
    {
        var alias = _parser.Consume<AnchorAlias>();
        if (!_anchors.TryGetValue(alias.Value, out var node))
        {
            throw Refuse(DiagnosticCodes.Alias, alias.Start, $"There is no anchor &{alias.Value} before this alias.", QuoteStar);
        }

        if (node is null)
        {
            throw Refuse(DiagnosticCodes.Alias, alias.Start, $"The alias *{alias.Value} is inside its own anchor.");
        }

        return depth + node.Height - 1 > MaxDepth ? throw TooLarge(alias.Start) : node;
    }

    /// <summary>An anchor that is still open: an alias to it would be endless.</summary>
    private void Open(NodeEvent start)
    {
        RefuseTag(start);
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = null;
        }
    }

    private T Anchored<T>(NodeEvent start, T node)
        where T : ManifestNode
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }

        return node;
    }

    private void RefuseTag(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific || node.Tag.Value is "tag:yaml.org,2002:str" or "tag:yaml.org,2002:map" or "tag:yaml.org,2002:seq")
        {
            return;
        }

        _diagnostics.Error(DiagnosticCodes.CustomTag, At(node.Start), $"The tag {node.Tag} is not supported.", "Remove it.");
    }

    private ManifestRefusedException TooLarge(Mark at) => Refuse(
        DiagnosticCodes.TooLarge, at, $"The document has more than {MaxNodes:N0} values or {MaxDepth} levels, aliases expanded.", "Split it.");

    private ManifestRefusedException Refuse(string code, Mark at, string message, string? remedy = null) =>
        new(Diagnostic.Error(code, At(at), message, remedy));

    private SourcePosition At(Mark mark) => new(_file.Name, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    /// <summary>Adds up what is inside a list or an object.</summary>
    private sealed class Bounds(YamlDocuments reader, Mark start)
    {
        public long Size { get; private set; } = 1;

        public int Height { get; private set; } = 1;

        /// <summary>A key goes with its value, unless it is a long one.</summary>
        public void CountKey(ScalarNode key) => Size += key.Size - 1;

        public ManifestNode Count(ManifestNode child)
        {
            Size += child.Size;
            Height = Math.Max(Height, child.Height + 1);
            return Size > MaxNodes ? throw reader.TooLarge(start) : child;
        }
    }

    /// <summary>The keys of one object so far; most have few.</summary>
    private sealed class KeySet
    {
        private const int Few = 8;

        private readonly List<string> _few = [];
        private HashSet<string>? _many;

        public bool Add(string key)
        {
            if (_many is not null)
            {
                return _many.Add(key);
            }

            if (_few.Contains(key))
            {
                return false;
            }

            _few.Add(key);
            _many = _few.Count > Few ? new HashSet<string>(_few, StringComparer.Ordinal) : null;
            return true;
        }
    }

    /// <summary>Ends the reading of a file; never leaves this class.</summary>
    private sealed class ManifestRefusedException(Diagnostic diagnostic) : Exception
    {
        public Diagnostic Diagnostic { get; } = diagnostic;
    }
}
