namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>Both versions of a node at once: any of the edits between them can be made by itself.</summary>
internal abstract class FieldDelta
{
    /// <summary>The edits below, in order.</summary>
    public abstract IEnumerable<FieldChange> Changes { get; }

    /// <summary>Its parts, where it has some.</summary>
    public virtual IEnumerable<FieldDelta> Parts => [];

    /// <summary>The node with these edits made, and no other; null where it is not there then.</summary>
    public abstract FieldNode? With(IReadOnlySet<FieldChange> made);
}

internal sealed class SameField(FieldNode node) : FieldDelta
{
    public override IEnumerable<FieldChange> Changes => [];

    public override FieldNode? With(IReadOnlySet<FieldChange> made) => node;
}

/// <summary>Where an edit is; one that moves an item is at two places.</summary>
internal sealed class ChangedField(FieldChange change, FieldNode? old, FieldNode? @new) : FieldDelta
{
    public override IEnumerable<FieldChange> Changes => [change];

    public override FieldNode? With(IReadOnlySet<FieldChange> made) => made.Contains(change) ? @new : old;
}

internal sealed class ChangedObject(SourcePosition position, IReadOnlyList<(string Name, FieldDelta Delta)> fields) : FieldDelta
{
    public override IEnumerable<FieldChange> Changes => fields.SelectMany(f => f.Delta.Changes).Distinct();

    public override IEnumerable<FieldDelta> Parts => fields.Select(f => f.Delta);

    public override FieldNode With(IReadOnlySet<FieldChange> made)
    {
        SortedDictionary<string, FieldNode> built = new(StringComparer.Ordinal);
        foreach (var (name, delta) in fields)
        {
            if (delta.With(made) is { } node)
            {
                built[name] = node;
            }
        }

        return new FieldObject(position, built);
    }
}

internal sealed class ChangedList(SourcePosition position, IReadOnlyList<FieldDelta> items, bool hasOrder) : FieldDelta
{
    public override IEnumerable<FieldChange> Changes => items.SelectMany(i => i.Changes).Distinct();

    public override IEnumerable<FieldDelta> Parts => items;

    public override FieldNode With(IReadOnlySet<FieldChange> made) => new FieldList(position, [.. items.Select(i => i.With(made)).OfType<FieldNode>()], hasOrder);
}
