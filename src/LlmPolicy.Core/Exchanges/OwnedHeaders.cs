namespace LlmPolicy.Exchanges;

/// <summary>
/// Headers of a listener that are the policy's alone, from one phase on: made of claims, or of who somebody turned out to be. What a client sends under their names is
/// taken off on every host and route of the listener, whether or not anybody is asked for there.
/// </summary>
internal sealed class OwnedHeaders
{
    private readonly HeaderChange[] _removals;
    private readonly string[] _names;

    public OwnedHeaders(IEnumerable<HeaderChange> removals)
    {
        _removals = [.. removals.DistinctBy(removal => removal.Name, StringComparer.OrdinalIgnoreCase)];
        _names = [.. _removals.Select(removal => removal.Name)];
    }

    /// <summary>Takes off what the client sent.</summary>
    public void RemoveFrom(Exchange exchange)
    {
        if (_names.Length == 0)
        {
            return;
        }

        exchange.Own(_names);
        foreach (var removal in _removals)
        {
            exchange.Headers.Remove(removal);
        }
    }
}
