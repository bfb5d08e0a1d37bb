namespace LlmPolicy.Analysis;

/// <summary>Conditions by the prefix that they stand at.</summary>
internal sealed class PrefixIndex(StringComparer comparer)
{
    private readonly Dictionary<string, ConditionIndex> _byPrefix = new(comparer);

    /// <summary>The prefixes' lengths: few, however many prefixes there are.</summary>
    private readonly SortedSet<int> _lengths = [];

    public ConditionIndex Entry(string prefix)
    {
        if (!_byPrefix.TryGetValue(prefix, out var found))
        {
            _byPrefix.Add(prefix, found = new ConditionIndex());
            _lengths.Add(prefix.Length);
        }

        return found;
    }

    /// <summary>Those whose prefix the path begins with.</summary>
    public IEnumerable<ConditionIndex> Within(string path)
    {
        var lookup = _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
        var found = new List<ConditionIndex>();
        foreach (int length in _lengths)
        {
            if (length > path.Length)
            {
                break;
            }

            if (lookup.TryGetValue(path.AsSpan(0, length), out var conditions))
            {
                found.Add(conditions);
            }
        }

        return found;
    }
}
