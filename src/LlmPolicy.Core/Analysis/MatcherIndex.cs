using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>Matchers of earlier routes by their paths, so that a host of thousands of routes is looked through once.</summary>
internal sealed class MatcherIndex
{
    private readonly PrefixIndex _prefixes = new(StringComparer.Ordinal);
    private readonly PrefixIndex _anyCasePrefixes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ConditionIndex> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConditionIndex> _anyCaseExact = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ConditionIndex> _regexes = new(StringComparer.Ordinal);

    public void Add(Matcher matcher, SourcePosition route)
    {
        bool anyCase = matcher.CaseSensitive is false;
        var conditions = matcher switch
        {
            { Regex: { } regex } => Entry(_regexes, regex),
            { Exact: { } exact } => Entry(anyCase ? _anyCaseExact : _exact, exact),
            { Prefix: { } prefix } => (anyCase ? _anyCasePrefixes : _prefixes).Entry(prefix.Value),
            _ => null,
        };
        conditions?.Add(matcher, route);
    }

    /// <summary>The route of an earlier matcher that takes everything that this one would; null if there is none.</summary>
    public SourcePosition? FindCover(Matcher matcher) =>
        Candidates(matcher).Select(conditions => conditions.FindCover(matcher)).OfType<SourcePosition>().FirstOrDefault();

    private IEnumerable<ConditionIndex> Candidates(Matcher matcher)
    {
        if (matcher.Regex is { } regex)
        {
            // Every path begins with a slash; of what else a regex matches nothing is certain but that it matches the same again.
            return [.. _prefixes.Within("/"), .. _anyCasePrefixes.Within("/"), .. Found(_regexes, regex.Value)];
        }

        if ((matcher.Exact ?? matcher.Prefix)?.Value is not { } path)
        {
            return [];
        }

        // What has letters may be spelled otherwise, which is another path to a matcher that minds case.
        int letter = path.AsSpan().IndexOfAnyInRange('A', 'z');
        string fixedPart = matcher.CaseSensitive is false && letter >= 0 ? path[..letter] : path;
        IEnumerable<ConditionIndex> prefixes = [.. _prefixes.Within(fixedPart), .. _anyCasePrefixes.Within(path)];
        return matcher.Exact is null ? prefixes
            : [.. prefixes, .. fixedPart.Length == path.Length ? Found(_exact, path) : [], .. Found(_anyCaseExact, path)];
    }

    private static ConditionIndex Entry(Dictionary<string, ConditionIndex> index, Text path) =>
        index.TryGetValue(path.Value, out var found) ? found : index[path.Value] = new ConditionIndex();

    private static IEnumerable<ConditionIndex> Found(Dictionary<string, ConditionIndex> index, string path) =>
        index.TryGetValue(path, out var found) ? [found] : [];
}
