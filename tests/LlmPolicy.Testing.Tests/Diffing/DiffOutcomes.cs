namespace LlmPolicy.Testing.Diffing;

/// <summary>What a diff said of all edits, by field and edit.</summary>
internal sealed class DiffOutcomes(IReadOnlyList<DiffOutcome> outcomes)
{
    private const string Document = "docs/diff-coverage.md";
    private const string Begin = "| field | told | told or undecided | undecided |\n|---|---|---|---|\n";

    private readonly ILookup<(string Key, string Edit), DiffOutcome> _edits = outcomes.ToLookup(o => (o.Key, o.Edit));

    public string Summary => $"{_edits.Count} edits of {_edits.Select(e => e.Key.Key).Distinct().Count()} fields, made {outcomes.Count} times: {outcomes.Count(o => o.IsTold)} told, {outcomes.Count(o => !o.IsTold)} undecided";

    public IEnumerable<(string Key, string Edit)> Edits => _edits.Select(e => e.Key);

    /// <summary>Edits that nowhere are told to let more through, nor said to be undecided.</summary>
    public IEnumerable<string> NeverLoosening => _edits.Where(e => !e.Any(o => o.MayLoosen)).Select(e => $"{e.Key}: {e.First()}").Order(StringComparer.Ordinal);

    /// <summary>The table stands in the document as it comes out here.</summary>
    public void ShouldBeDocumented()
    {
        string table = Table();
        string documented = File.ReadAllText(Repository.PathOf(Document)).ReplaceLineEndings("\n");
        if (!documented.EndsWith(table, StringComparison.Ordinal))
        {
            string written = Path.Combine(AppContext.BaseDirectory, "diff-coverage.md");
            File.WriteAllText(written, table);
            documented.ShouldEndWith(table, customMessage: $"The table of {Document} is another one now: {written}");
        }
    }

    /// <summary>A row a field: edits that are told on every policy, on some, on none.</summary>
    private string Table() => Begin + string.Concat(_edits.GroupBy(e => e.Key.Key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(field =>
    {
        var edits = field.OrderBy(e => e.Key.Edit, StringComparer.Ordinal).ToLookup(e => (e.Any(o => o.IsTold), e.Any(o => !o.IsTold)), e => $"`{e.Key.Edit}`");
        return $"| `{field.Key.TrimStart('.')}` | {string.Join(", ", edits[(true, false)])} | {string.Join(", ", edits[(true, true)])} | {string.Join(", ", edits[(false, true)])} |\n";
    }));
}
