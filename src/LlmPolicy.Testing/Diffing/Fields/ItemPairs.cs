namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>Which items of two versions of a list are the same, or were: the equal ones, then those of one name or of the same matchers, then those that stand alone in between.</summary>
internal sealed class ItemPairs(IReadOnlyList<FieldNode> old, IReadOnlyList<FieldNode> @new, bool hasOrder)
{
    private const long MaxTable = 4_000_000;

    private static readonly Func<FieldNode, string?>[] Keys = [node => node.Text, node => Field(node, "name"), node => Field(node, "matchers"), node => Field(node, "header")];

    private readonly List<ItemPair> _pairs = [];

    /// <summary>In an order that is that of both versions, where it counts.</summary>
    public IReadOnlyList<ItemPair> Find()
    {
        if (hasOrder)
        {
            Align(0, old.Count, 0, @new.Count, 0);
        }
        else
        {
            Match();
        }

        return _pairs;
    }

    private static string? Field(FieldNode node, string name) => node is FieldObject o && o.Fields.TryGetValue(name, out var field) ? field.Text : null;

    private void Match()
    {
        List<int> left = [.. Enumerable.Range(0, old.Count)];
        List<int> added = [];
        for (int j = 0; j < @new.Count; j++)
        {
            int i = left.FindIndex(index => old[index].Text == @new[j].Text);
            if (i < 0)
            {
                added.Add(j);
                continue;
            }

            Add(left[i], j);
            left.RemoveAt(i);
        }

        // Of objects, one less and one more is one changed; of texts it is two edits.
        int both = @new.Concat(old).All(n => n is FieldObject) ? Math.Min(left.Count, added.Count) : 0;
        foreach (var (i, j) in left.Zip(added).Take(both))
        {
            Add(i, j);
        }

        left.Skip(both).ToList().ForEach(i => Add(i, null));
        added.Skip(both).ToList().ForEach(j => Add(null, j));
    }

    private void Align(int oldStart, int oldEnd, int newStart, int newEnd, int key)
    {
        if (key == Keys.Length || oldStart == oldEnd || newStart == newEnd)
        {
            AddRest(oldStart, oldEnd, newStart, newEnd);
            return;
        }

        foreach (var (i, j) in Common(oldStart, oldEnd, newStart, newEnd, Keys[key]))
        {
            Align(oldStart, i, newStart, j, key + 1);
            Add(i, j);
            (oldStart, newStart) = (i + 1, j + 1);
        }

        Align(oldStart, oldEnd, newStart, newEnd, key + 1);
    }

    private void AddRest(int oldStart, int oldEnd, int newStart, int newEnd)
    {
        // As many as there were: each is another one now.
        bool inPairs = oldEnd - oldStart == newEnd - newStart;
        for (int i = oldStart; i < oldEnd; i++)
        {
            Add(i, inPairs ? newStart + i - oldStart : null);
        }

        for (int j = newStart; j < newEnd && !inPairs; j++)
        {
            Add(null, j);
        }
    }

    private void Add(int? i, int? j) => _pairs.Add(new ItemPair(i, i is { } o ? old[o] : null, j, j is { } n ? @new[n] : null));

    /// <summary>The longest common subsequence by a key.</summary>
    private List<(int Old, int New)> Common(int oldStart, int oldEnd, int newStart, int newEnd, Func<FieldNode, string?> key)
    {
        string?[] ours = [.. Enumerable.Range(oldStart, oldEnd - oldStart).Select(i => key(old[i]))];
        string?[] theirs = [.. Enumerable.Range(newStart, newEnd - newStart).Select(j => key(@new[j]))];
        if ((long)ours.Length * theirs.Length > MaxTable)
        {
            return [];
        }

        int[,] longest = new int[ours.Length + 1, theirs.Length + 1];
        for (int i = ours.Length - 1; i >= 0; i--)
        {
            for (int j = theirs.Length - 1; j >= 0; j--)
            {
                longest[i, j] = ours[i] is not null && ours[i] == theirs[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        List<(int, int)> common = [];
        for (var (i, j) = (0, 0); i < ours.Length && j < theirs.Length;)
        {
            if (ours[i] is not null && ours[i] == theirs[j])
            {
                common.Add((oldStart + i++, newStart + j++));
            }
            else if (longest[i + 1, j] >= longest[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return common;
    }
}
