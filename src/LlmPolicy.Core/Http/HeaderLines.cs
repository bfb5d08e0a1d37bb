namespace LlmPolicy.Http;

/// <summary>The lines of a name among headers, to be gone through once; those of an inline header are one line.</summary>
/// <param name="fields">The headers.</param>
/// <param name="name">The name.</param>
/// <param name="view">What remembers the lines that were put together; null where nobody looks again.</param>
internal ref struct HeaderLines(IReadOnlyList<HeaderField> fields, string name, HeaderView? view = null)
{
    private int _next;

    public string Current { get; private set; } = "";

    public readonly HeaderLines GetEnumerator() => this;

    public bool MoveNext()
    {
        if (Next() is not { } line)
        {
            return false;
        }

        Current = InlineHeaders.Contains(name) && Next() is { } second ? Joined(line, second) : line;
        return true;
    }

    private string Joined(string first, string second)
    {
        if (view?.Joined.TryGetValue(name, out string? known) is true)
        {
            _next = fields.Count;
            return known;
        }

        List<string> lines = [first, second];
        while (Next() is { } more)
        {
            lines.Add(more);
        }

        string line = InlineHeaders.Join(name, lines);
        view?.Joined.Add(name, line);
        return line;
    }

    private string? Next()
    {
        while (_next < fields.Count)
        {
            var field = fields[_next++];
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }
}
