namespace LlmPolicy.Conformance.Runners;

/// <summary>A message's header lines, with changes applied as a host applies them.</summary>
internal sealed class HeaderLines(IEnumerable<HeaderField> lines) : IMessageHeaders
{
    private readonly List<HeaderField> _lines = [.. lines];

    public IReadOnlyList<HeaderField> Lines => _lines;

    public bool Has(string name) => _lines.Exists(line => Same(line.Name, name));

    public void Add(string name, string value) => _lines.Add(new HeaderField(name, value));

    public void Apply(IEnumerable<HeaderChange> changes, IReadOnlyDictionary<ResourceName, HeaderSecret> secrets)
    {
        foreach (HeaderChange change in changes)
        {
            if (change.Secret is not { } secret)
            {
                change.ApplyTo(this);
                continue;
            }

            foreach ((string name, SecretValue value) in secrets[secret].Headers)
            {
                HeaderChange.Apply(this, change.Kind, name, value.Reveal());
            }
        }
    }

    public void Remove(string name) => _lines.RemoveAll(line => Same(line.Name, name));

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
