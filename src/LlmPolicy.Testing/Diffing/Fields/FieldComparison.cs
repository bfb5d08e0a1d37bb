namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>Two versions of a node to the edits between them, as small as they can be told.</summary>
internal static class FieldComparison
{
    public static FieldDelta Compare(FieldPath path, FieldNode? old, FieldNode? @new) => (old, @new) switch
    {
        ({ } one, { } other) when one.Text == other.Text => new SameField(other),
        (FieldObject one, FieldObject other) => Compare(path, one, other),
        (FieldList one, FieldList other) => Compare(path, one, other),
        _ => new ChangedField(new FieldChange(path, old, @new), old, @new),
    };

    private static ChangedObject Compare(FieldPath path, FieldObject old, FieldObject @new) => new(
        @new.Position,
        [.. old.Fields.Keys.Union(@new.Fields.Keys).Select(name => (name, Compare(path.Down(name), old.Fields.GetValueOrDefault(name), @new.Fields.GetValueOrDefault(name))))]);

    private static ChangedList Compare(FieldPath path, FieldList old, FieldList @new)
    {
        var pairs = new ItemPairs(old.Items, @new.Items, old.HasOrder).Find();
        return new ChangedList(@new.Position, [.. (old.HasOrder ? WithMoves(path, pairs) : pairs.Select(pair => Compare(path, pair)))], old.HasOrder);
    }

    private static FieldDelta Compare(FieldPath path, ItemPair pair) => Compare(path.At(pair.OldIndex ?? pair.NewIndex ?? 0), pair.Old, pair.New);

    /// <summary>An item that is gone here and new there has moved: one edit, and none where it has only passed items that it has nothing to do with.</summary>
    private static IEnumerable<FieldDelta> WithMoves(FieldPath path, IReadOnlyList<ItemPair> pairs)
    {
        var gone = pairs.Where(p => p.New is null).GroupBy(p => p.Old!.Text).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single());
        var moved = pairs.Where(p => p.Old is null).GroupBy(p => p.New!.Text).Where(g => g.Count() == 1 && gone.ContainsKey(g.Key))
            .ToDictionary(g => g.Key, g => (From: gone[g.Key], To: g.Single()));
        ReorderedItems order = new(path.Field, pairs, [.. moved.Values]);
        var changes = moved.ToDictionary(m => m.Key, m => new FieldChange(path.At(m.Value.From.OldIndex!.Value), m.Value.From.Old, m.Value.To.New));
        foreach (var pair in pairs)
        {
            if ((pair.Old is null || pair.New is null) && moved.TryGetValue((pair.Old ?? pair.New)!.Text, out var move))
            {
                if (!order.MeansSomething(move))
                {
                    if (pair.Old is null)
                    {
                        yield return new SameField(pair.New!);
                    }

                    continue;
                }

                yield return new ChangedField(changes[(pair.Old ?? pair.New)!.Text], pair.Old, pair.New);
                continue;
            }

            yield return Compare(path, pair);
        }
    }
}
