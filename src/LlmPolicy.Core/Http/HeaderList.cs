namespace LlmPolicy.Http;

/// <summary>Headers as a list of lines that can be changed.</summary>
internal sealed class HeaderList : IMessageHeaders
{
    private readonly List<HeaderField> _fields = [];

    public IReadOnlyList<HeaderField> Fields => _fields;

    /// <summary>Begins again with the lines of another message.</summary>
    public void Reset(IReadOnlyList<HeaderField> fields)
    {
        _fields.Clear();
        _fields.AddRange(fields);
    }

    public void Add(string name, string value) => _fields.Add(new(name, value));

    public void Remove(string name)
    {
        for (int i = _fields.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                _fields.RemoveAt(i);
            }
        }
    }
}
