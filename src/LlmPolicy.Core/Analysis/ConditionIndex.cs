using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>Matchers of one path by what else they ask for. One that asks for less, of what a later one asks for, covers it.</summary>
internal sealed class ConditionIndex
{
    private readonly Dictionary<string, List<Entry>> _byConditions = [];

    public void Add(Matcher matcher, SourcePosition route)
    {
        string key = Key(Conditions(matcher));
        if (!_byConditions.TryGetValue(key, out var entries))
        {
            _byConditions.Add(key, entries = []);
        }

        entries.Add(new Entry(Conditions(matcher).ToHashSet(), Methods(matcher), route));
    }

    public SourcePosition? FindCover(Matcher matcher)
    {
        string[] asked = Conditions(matcher);
        var methods = Methods(matcher);
        var cover = Candidates(asked).FirstOrDefault(e => e.Methods.Count == 0 || methods.Count > 0 && methods.IsSubsetOf(e.Methods));
        return cover?.Route;
    }

    /// <summary>Entries whose conditions are all asked for: found by each choice of those, or one by one, whatever is less.</summary>
    private IEnumerable<Entry> Candidates(string[] asked) =>
        asked.Length < 16 && 1 << asked.Length < _byConditions.Count
            ? Choices(asked).SelectMany(choice => _byConditions.GetValueOrDefault(Key(choice)) ?? [])
            : _byConditions.Values.Where(entries => entries[0].Conditions.IsSubsetOf(asked)).SelectMany(e => e);

    private static IEnumerable<IEnumerable<string>> Choices(string[] asked) =>
        Enumerable.Range(0, 1 << asked.Length).Select(choice => asked.Where((_, i) => (choice >> i & 1) == 1));

    private static string Key(IEnumerable<string> conditions) => string.Join('\n', conditions);

    private static HashSet<string> Methods(Matcher matcher) => [.. matcher.Methods.Select(m => m.Value)];

    /// <summary>The conditions on headers and parameters, in one order and without doubles.</summary>
    private static string[] Conditions(Matcher matcher) =>
    [
        .. matcher.Headers.Select(h => $"header {Quoted(h.Name.Value.ToLowerInvariant())} {Value(h.Value?.Value, h.Regex)} {h.InvertMatch}")
            .Concat(matcher.QueryParameters.Select(q => $"query {Quoted(q.Name.Value)} {Value(q.Value?.Value, q.Regex)}"))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>An empty value asks for no more than that it is there.</summary>
    private static string Value(string? value, bool regex) => value is { Length: > 0 } ? $"{regex} {Quoted(value)}" : "";

    /// <summary>So that no value reads as a condition of its own.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private sealed record Entry(HashSet<string> Conditions, HashSet<string> Methods, SourcePosition Route);
}
