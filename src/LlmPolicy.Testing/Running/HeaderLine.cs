namespace LlmPolicy.Testing.Running;

/// <summary>A header line as it is sent; the value of a Secret is not shown, only whose it is.</summary>
internal sealed record HeaderLine(string Name, string Value, ResourceName? Secret)
{
    /// <summary>The lines once the changes are made, in order.</summary>
    public static IReadOnlyList<HeaderLine> Apply(
        IEnumerable<HeaderField> headers, IEnumerable<HeaderChange> changes, IReadOnlyDictionary<ResourceName, HeaderSecret> secrets)
    {
        var lines = headers.Select(h => new HeaderLine(h.Name, h.Value, null)).ToList();
        foreach (var change in changes)
        {
            string[] names = change.Name.Length > 0 || change.Secret is not { } secret ? [change.Name] : secrets.TryGetValue(secret, out var known) ? [.. known.Headers.Keys] : [];
            foreach (string name in names)
            {
                HeaderChange.Apply(new Lines(lines, change.Secret), change.Kind, name, change.Value);
            }
        }

        return lines;
    }

    public bool HasNameOf(HeaderLine other) => Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);

    private readonly struct Lines(List<HeaderLine> lines, ResourceName? secret) : IMessageHeaders
    {
        public void Remove(string name) => lines.RemoveAll(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

        public void Add(string name, string value) => lines.Add(new HeaderLine(name, value, secret));
    }
}
