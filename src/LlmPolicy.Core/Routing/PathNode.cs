namespace LlmPolicy.Routing;

/// <summary>
/// A prefix tree over how paths begin, and the places that begin so. Case does not count in it: it finds too much rather than too little.
/// </summary>
internal sealed class PathNode
{
    /// <summary>How many nodes with places stand above each other at the most, since each of them is asked for the next place. The last one has all that is below it, too.</summary>
    private const int MaxLevels = 16;

    /// <summary>What stands here beyond the parent's text.</summary>
    private readonly string _label;

    /// <summary>The length of all the text from the root to here.</summary>
    private readonly int _end;

    /// <summary>The places of this text, in order.</summary>
    private readonly int[] _places;

    /// <summary>Which one it is of the nodes with places, from the root, counted from 1.</summary>
    private readonly int _level;

    /// <summary>The nearest node above that has places.</summary>
    private readonly PathNode? _above;

    private readonly PathNode[] _children;

    /// <summary>What the children's labels begin with, in capitals.</summary>
    private readonly char[] _heads;

    /// <param name="starts">Sorted, and all alike up to <paramref name="end"/>.</param>
    /// <param name="from">Where the label begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="above">The nearest node above that has places.</param>
    private PathNode(ReadOnlySpan<Start> starts, int from, int end, PathNode? above)
    {
        _level = (above?._level ?? 0) + 1;
        int own = _level < MaxLevels ? 0 : starts.Length;
        while (own < starts.Length && starts[own].Text.Length == end)
        {
            own++;
        }

        _label = starts[0].Text[from..end];
        _end = end;
        _above = above;
        _places = new int[own];
        for (int i = 0; i < own; i++)
        {
            _places[i] = starts[i].Place;
        }

        Array.Sort(_places);

        List<PathNode> children = [];
        List<char> heads = [];
        for (var rest = starts[own..]; rest.Length > 0;)
        {
            char head = rest[0].Text[end];
            int count = 1;
            while (count < rest.Length && rest[count].Text[end] == head)
            {
                count++;
            }

            int shared = rest[0].Text.AsSpan().CommonPrefixLength(rest[count - 1].Text);
            heads.Add(head);
            children.Add(new PathNode(rest[..count], end, shared, own > 0 ? this : above));
            rest = rest[count..];
        }

        _children = [.. children];
        _heads = [.. heads];
    }

    /// <summary>The root of a tree.</summary>
    /// <param name="texts">In ASCII; each one's place is its own among them. One at least.</param>
    public static PathNode Tree(IEnumerable<string> texts) => new(
        [.. texts.Select((text, place) => new Start(text.ToUpperInvariant(), place)).OrderBy(s => s.Text, StringComparer.Ordinal)], 0, 0, null);

    /// <summary>The deepest node that a path leads to: it and those above are all whose text the path begins with.</summary>
    public PathNode Find(string path)
    {
        var node = this;
        while (node._end < path.Length)
        {
            int at = node._heads.AsSpan().IndexOf(char.ToUpperInvariant(path[node._end]));
            if (at < 0 || !path.AsSpan(node._end).StartsWith(node._children[at]._label, StringComparison.OrdinalIgnoreCase))
            {
                break;
            }

            node = node._children[at];
        }

        return node;
    }

    /// <summary>The first place from <paramref name="from"/> on, here or above; <see cref="int.MaxValue"/> if there is none.</summary>
    public int Next(int from)
    {
        int first = int.MaxValue;
        for (var node = this; node is not null; node = node._above)
        {
            int at = Array.BinarySearch(node._places, from);
            at = at < 0 ? ~at : at;
            if (at < node._places.Length)
            {
                first = Math.Min(first, node._places[at]);
            }
        }

        return first;
    }

    private readonly record struct Start(string Text, int Place);
}
