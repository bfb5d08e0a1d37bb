namespace LlmPolicy.LimitRules;

/// <summary>A node of <c>descriptors</c>: where an entry leads to.</summary>
/// <param name="Rule">How much is allowed where the descriptor ends here; null for any number.</param>
internal sealed record LimitNode(LimitRule? Rule)
{
    private readonly Dictionary<(string Key, string? Value), LimitNode> _next = [];

    /// <summary>Whether a descriptor may end here.</summary>
    public bool IsRule => Rule is not null || _next.Count == 0;

    public IEnumerable<((string Key, string? Value) Entry, LimitNode Node)> Next => _next.Select(pair => (pair.Key, pair.Value));

    /// <summary>Puts a node below this one; false where there is one for the same entry.</summary>
    /// <param name="key">The entry's key.</param>
    /// <param name="value">Its value; null for any that has no node of its own.</param>
    /// <param name="node">The node.</param>
    public bool Add(string key, string? value, LimitNode node) => _next.TryAdd((key, value), node);

    /// <summary>The node that a descriptor leads to; null where it leads out of the tree. A node of an entry's own value hides the one of any.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="open">Collects the values for which there was no node of their own.</param>
    public LimitNode? Find(ReadOnlySpan<RateLimitEntry> entries, ref string open)
    {
        var node = this;
        foreach (var entry in entries)
        {
            if (!node._next.TryGetValue((entry.Key, entry.Value), out var next))
            {
                if (!node._next.TryGetValue((entry.Key, null), out next))
                {
                    return null;
                }

                open = LimitKey.With(open, entry.Value);
            }

            node = next;
        }

        return node;
    }
}
