namespace LlmPolicy.Models;

/// <summary>A path's segments. Empty ones are passed over, as servers do that merge slashes; a name may not hold one.</summary>
internal sealed class PathSegments
{
    private readonly List<Range> _segments = [];

    public PathSegments(string path)
    {
        Path = path;
        foreach (var segment in path.AsSpan().Split('/'))
        {
            if (segment.End.Value > segment.Start.Value)
            {
                _segments.Add(segment);
            }
        }
    }

    public string Path { get; }

    public int Count => _segments.Count;

    /// <summary>A segment as it stands; nothing where there is none.</summary>
    public ReadOnlySpan<char> this[int index] => index >= 0 && index < Count ? Path.AsSpan(_segments[index]) : [];

    /// <summary>Whether the path goes on with these segments from one of its own.</summary>
    public bool Has(int index, ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (!this[index + i].SequenceEqual(words[i]))
            {
                return false;
            }
        }

        return index >= 0;
    }

    public bool EndsWith(params ReadOnlySpan<string> words) => Has(Count - words.Length, words);

    /// <summary>The same, where <c>*</c> is any one segment without escapes.</summary>
    public bool EndsLike(IReadOnlyList<string> words)
    {
        int start = Count - words.Count;
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] == "*" ? !IsPlain(start + i, start + i + 1) : !this[start + i].SequenceEqual(words[i]))
            {
                return false;
            }
        }

        return start >= 0;
    }

    /// <summary>The first segment of the word from <paramref name="from"/> on; -1 for none.</summary>
    public int IndexOf(string word, int from = 0)
    {
        int index = from;
        while (index < Count && !this[index].SequenceEqual(word))
        {
            index++;
        }

        return index < Count ? index : -1;
    }

    /// <summary>The first segment, before <paramref name="end"/>, in front of a model's name (<see cref="PathName.IsMarker"/>); -1 for none.</summary>
    public int FirstMarker(int end)
    {
        int index = 0;
        while (index < end && !PathName.IsMarker(this[index]))
        {
            index++;
        }

        return index < end ? index : -1;
    }

    /// <summary>Whether the segments from one to before another have one reading: nothing escaped, and no parameters that some servers cut off.</summary>
    public bool IsPlain(int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (this[i].ContainsAny('%', ';'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where segments stand in the path, with what is between them.</summary>
    public (int Offset, int Length) Span(int first, int last) => (_segments[first].Start.Value, _segments[last].End.Value - _segments[first].Start.Value);
}
