namespace LlmPolicy.Conformance.Runners;

/// <summary>A message's header lines, with changes applied as a host applies them.</summary>
internal sealed class HeaderLines(IEnumerable<HeaderField> lines)
{
    private readonly List<HeaderField> _lines = [.. lines];

    public IReadOnlyList<HeaderField> Lines => _lines;

    public bool Has(string name) => _lines.Exists(line => Same(line.Name, name));

    public void Append(string name, string value) => _lines.Add(new HeaderField(name, value));

    public void Apply(IEnumerable<HeaderChange> changes, IReadOnlyDictionary<ResourceName, HeaderSecret> secrets)
    {
        foreach (HeaderChange change in changes)
        {
            if (change.Secret is not { } secret)
            {
                Apply(change.Kind, change.Name, change.Value);
                continue;
            }

            foreach ((string name, SecretValue value) in secrets[secret].Headers)
            {
                Apply(change.Kind, name, value.Reveal());
            }
        }
    }

    private void Apply(HeaderChangeKind kind, string name, string value)
    {
        if (kind != HeaderChangeKind.Append)
        {
            _lines.RemoveAll(line => Same(line.Name, name));
        }

        if (kind != HeaderChangeKind.Remove)
        {
            Append(name, value);
        }
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
