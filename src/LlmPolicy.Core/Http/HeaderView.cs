namespace LlmPolicy.Http;

/// <summary>A message's headers as they stand after the changes so far, and the changes themselves, for the host to repeat.</summary>
internal sealed class HeaderView
{
    private readonly List<HeaderChange> _changes = [];
    private readonly HeaderList _edited = new();
    private readonly List<IReadOnlySet<string>?> _secrets = [];
    private Dictionary<string, string>? _joined;
    private IReadOnlyList<HeaderField> _current = [];

    public HeaderView(IReadOnlyList<HeaderField> original) => Reset(original);

    /// <summary>The changes so far.</summary>
    public IReadOnlyList<HeaderChange> Changes => _changes.Count == 0 ? [] : _changes.ToArray();

    /// <summary>The headers as they stand after the changes so far, but for those of secrets.</summary>
    public IReadOnlyList<HeaderField> Fields => _current;

    /// <summary>Inline headers that had more than one line, by name, until something changes: a policy may have many who look at them.</summary>
    internal Dictionary<string, string> Joined => _joined ??= new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins again with other headers.</summary>
    public void Reset(IReadOnlyList<HeaderField> original)
    {
        _changes.Clear();
        _edited.Reset([]);
        _secrets.Clear();
        _joined?.Clear();
        _current = original;
    }

    public HeaderLines Lines(string name) => new(_current, name, this);

    public string? First(string name)
    {
        var lines = Lines(name);
        return lines.MoveNext() ? lines.Current : null;
    }

    /// <summary>The value that a template may show: a secret does not flow into another header.</summary>
    public string? FirstForTemplate(string name) => MayHoldSecret(name) ? null : First(name);

    /// <summary>From here on no template shows headers of these names.</summary>
    public void Hide(IReadOnlySet<string> names) => _secrets.Add(names);

    public void Remove(HeaderChange removal)
    {
        if (MayHoldSecret(removal.Name) || First(removal.Name) is not null)
        {
            removal.ApplyTo(Edit());
            _changes.Add(removal);
        }
    }

    /// <summary>Sets or appends a line, or a secret's, whose names are <paramref name="secretNames"/>; null where only the host knows them.</summary>
    public void Add(HeaderChange addition, IReadOnlySet<string>? secretNames = null)
    {
        _changes.Add(addition);
        if (addition.Secret is not null)
        {
            _secrets.Add(secretNames);
            return;
        }

        addition.ApplyTo(Edit());
    }

    private HeaderList Edit()
    {
        _joined?.Clear();
        if (_current != _edited.Fields)
        {
            _edited.Reset(_current);
            _current = _edited.Fields;
        }

        return _edited;
    }

    private bool MayHoldSecret(string name)
    {
        foreach (var names in _secrets)
        {
            if (names?.Contains(name) != false)
            {
                return true;
            }
        }

        return false;
    }
}
