namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>Whether an item that stands elsewhere has passed one that it has to do with: routes that a request could fit both of, headers of one name.</summary>
internal sealed class ReorderedItems(string list, IReadOnlyList<ItemPair> pairs, IReadOnlyList<(ItemPair From, ItemPair To)> moved)
{
    /// <summary>All that both versions have, by where it stands in each. What is new or gone is an edit of its own.</summary>
    private readonly List<(int Old, int New, FieldNode Node)> _common =
    [
        .. pairs.Where(p => p is { Old: not null, New: not null }).SelectMany(p => new[] { p.Old!, p.New! }, (p, node) => (p.OldIndex!.Value, p.NewIndex!.Value, node)),
        .. moved.Select(m => (m.From.OldIndex!.Value, m.To.NewIndex!.Value, m.From.Old!)),
    ];

    public bool MeansSomething((ItemPair From, ItemPair To) move)
    {
        int old = move.From.OldIndex!.Value;
        int @new = move.To.NewIndex!.Value;
        return _common.Exists(other => other.Old != old && old < other.Old != @new < other.New && !AreStrangers(move.From.Old!, other.Node));
    }

    private bool AreStrangers(FieldNode one, FieldNode other) => (one, other, list) switch
    {
        (FieldObject a, FieldObject b, "routes") => Matchers(a).All(m => Matchers(b).All(n => AreDisjoint(m, n))),
        (FieldObject a, FieldObject b, "matchers") => AreDisjoint(a, b),
        (FieldObject a, FieldObject b, "requestHeadersToAdd" or "responseHeadersToAdd" or "claimsToHeaders") => Header(a) is { } x && Header(b) is { } y && !x.Equals(y, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>A table's routes may lie anywhere; a route without matchers fits everything.</summary>
    private static IEnumerable<FieldObject?> Matchers(FieldObject route) =>
        !route.Fields.ContainsKey("delegateAction") && route.Fields.TryGetValue("matchers", out var matchers) ? ((FieldList)matchers).Items.Cast<FieldObject?>() : [null];

    private static bool AreDisjoint(FieldObject? one, FieldObject? other) => one is not null && other is not null && (PathsAreDisjoint(one, other) || MethodsAreDisjoint(one, other));

    private static bool MethodsAreDisjoint(FieldObject one, FieldObject other) =>
        one.Fields.TryGetValue("methods", out var a) && other.Fields.TryGetValue("methods", out var b)
        && !((FieldList)a).Items.Select(i => i.Text).Intersect(((FieldList)b).Items.Select(i => i.Text)).Any();

    private static bool PathsAreDisjoint(FieldObject one, FieldObject other) => (Value(one, "prefix"), Value(one, "exact"), Value(other, "prefix"), Value(other, "exact")) switch
    {
        ({ } a, _, { } b, _) => !Begins(a, b) && !Begins(b, a),
        ({ } a, _, _, { } b) => !Begins(b, a),
        (_, { } a, { } b, _) => !Begins(a, b),
        (_, { } a, _, { } b) => !a.Equals(b, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool Begins(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>As JSON, without the quotes: texts of one spelling are compared.</summary>
    private static string? Value(FieldObject o, string name) => o.Fields.TryGetValue(name, out var value) ? value.Text[1..^1] : null;

    private static string? Header(FieldObject addition) => addition.Fields.GetValueOrDefault("header") switch
    {
        FieldObject header => Value(header, "key"),
        FieldValue header => header.Text[1..^1],
        _ => null,
    };
}
