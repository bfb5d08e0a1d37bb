namespace LlmPolicy.Http;

/// <summary>The lines of a name among headers, to be gone through once; those of an inline header are one line.</summary>
internal ref struct HeaderLines(IReadOnlyList<HeaderField> fields, string name)
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

        Current = line;
        if (InlineHeaders.Contains(name))
        {
            while (Next() is { } more)
            {
                Current = InlineHeaders.Join(name, Current, more);
            }
        }

        return true;
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
