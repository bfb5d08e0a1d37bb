namespace LlmPolicy.Headers;

/// <summary>A message's headers as they stand after the changes so far, and the changes themselves, for the host to repeat.</summary>
internal sealed class HeaderView(IReadOnlyList<HeaderField> original)
{
    private readonly List<HeaderChange> _changes = [];
    private List<HeaderField>? _current;
    private SecretHeaders _secrets = SecretHeaders.None;

    public IReadOnlyList<HeaderChange> Changes => _changes;

    private IReadOnlyList<HeaderField> Current => _current ?? original;

    public bool Contains(string name)
    {
        foreach (var field in Current)
        {
            if (Is(field, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The lines of a name; an inline header has one at the most.</summary>
    public IEnumerable<string> Lines(string name)
    {
        if (InlineHeaders.Contains(name))
        {
            return First(name) is { } line ? [line] : [];
        }

        return Current.Where(f => Is(f, name)).Select(f => f.Value);
    }

    public string? First(string name)
    {
        bool inline = InlineHeaders.Contains(name);
        string? first = null;
        foreach (var field in Current)
        {
            if (!Is(field, name))
            {
                continue;
            }

            if (!inline)
            {
                return field.Value;
            }

            first = first is null ? field.Value : InlineHeaders.Join(name, first, field.Value);
        }

        return first;
    }

    /// <summary>The value that a template may show: a secret does not flow into another header.</summary>
    public string? FirstForTemplate(string name) => _secrets.MayHold(name) ? null : First(name);

    public void Remove(string name, SourcePosition origin)
    {
        if (_secrets.MayHold(name) || Contains(name))
        {
            Edit().RemoveAll(f => Is(f, name));
            _changes.Add(HeaderChange.Remove(name, origin));
        }
    }

    public void Set(string name, string value, SourcePosition origin)
    {
        var fields = Edit();
        fields.RemoveAll(f => Is(f, name));
        fields.Add(new(name, value));
        _changes.Add(HeaderChange.Set(name, value, origin));
    }

    public void Append(string name, string value, SourcePosition origin)
    {
        Edit().Add(new(name, value));
        _changes.Add(HeaderChange.Append(name, value, origin));
    }

    /// <summary>Puts a secret's headers on; <paramref name="names"/> is null where only the host knows them.</summary>
    public void AddSecret(HeaderChangeKind kind, ResourceName secret, IReadOnlySet<string>? names, SourcePosition origin)
    {
        _secrets = _secrets.With(names);
        _changes.Add(HeaderChange.FromSecret(kind, secret, origin));
    }

    private List<HeaderField> Edit() => _current ??= [.. original];

    private static bool Is(HeaderField field, string name) => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase);
}
