namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>What a manifest says, as its reader understands it: without what means nothing, each scalar in one spelling.</summary>
/// <param name="Position">Where it stands.</param>
internal abstract record FieldNode(SourcePosition Position)
{
    /// <summary>All that it says, as JSON, without places and without an order where none counts: two nodes of one text are the same.</summary>
    public abstract string Text { get; }

    /// <summary>As JSON that is read as the manifest was, each list in its own order.</summary>
    public virtual string Json => Text;
}

/// <param name="Position">Where it stands.</param>
/// <param name="Text">As JSON.</param>
internal sealed record FieldValue(SourcePosition Position, string Text) : FieldNode(Position)
{
    public override string Text { get; } = Text;
}

/// <param name="Position">Where it stands.</param>
/// <param name="Items">The items.</param>
/// <param name="HasOrder">Whether their order counts.</param>
internal sealed record FieldList(SourcePosition Position, IReadOnlyList<FieldNode> Items, bool HasOrder) : FieldNode(Position)
{
    private string? _text;

    public override string Text => _text ??= $"[{string.Join(",", HasOrder ? Items.Select(i => i.Text) : Items.Select(i => i.Text).Order(StringComparer.Ordinal))}]";

    public override string Json => $"[{string.Join(",", Items.Select(i => i.Json))}]";
}

/// <param name="Position">Where it stands.</param>
/// <param name="Fields">By name; their order never counts.</param>
internal sealed record FieldObject(SourcePosition Position, SortedDictionary<string, FieldNode> Fields) : FieldNode(Position)
{
    private string? _text;

    public override string Text => _text ??= $"{{{string.Join(",", Fields.Select(f => $"{FieldJson.Quoted(f.Key)}:{f.Value.Text}"))}}}";

    public override string Json => $"{{{string.Join(",", Fields.Select(f => $"{FieldJson.Quoted(f.Key)}:{f.Value.Json}"))}}}";
}
