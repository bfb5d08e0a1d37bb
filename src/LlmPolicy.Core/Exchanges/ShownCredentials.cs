namespace LlmPolicy.Exchanges;

/// <summary>
/// The headers in which a caller showed who he is, to somebody other than a provider of tokens. No template shows them, and all their lines are taken off before anything is
/// sent on: an upstream has no business with them. Not sooner, as tokens and limits may look at them, and on whatever route that is then. What a provider of tokens keeps in the
/// same header stays (<c>keepToken</c>), if it is all that the header has.
/// </summary>
internal sealed class ShownCredentials
{
    private readonly HeaderChange[] _removals;
    private readonly HashSet<string> _names;

    /// <param name="removals">The headers, with who looks at them.</param>
    public ShownCredentials(IEnumerable<HeaderChange> removals)
    {
        _removals = [.. removals.DistinctBy(removal => removal.Name, StringComparer.OrdinalIgnoreCase)];
        _names = new(_removals.Select(removal => removal.Name), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<HeaderChange> Removals => _removals;

    /// <summary>From here on no template shows them.</summary>
    public void Hide(Exchange exchange)
    {
        if (_removals.Length > 0)
        {
            exchange.Headers.Hide(_names);
            exchange.Shown = this;
        }
    }

    public void TakeOff(Exchange exchange)
    {
        foreach (var removal in _removals)
        {
            if (!exchange.IsKeptAlone(removal.Name))
            {
                exchange.Headers.Remove(removal);
            }
        }
    }
}
