using LlmPolicy.Exchanges;

namespace LlmPolicy.Jwt;

/// <summary>
/// The headers that some provider of a listener makes of claims, in one stage. They are the policy's alone: Envoy takes off what a client sends under their
/// names on every host and route of the listener, whether or not a token is asked for there.
/// </summary>
internal sealed class ClaimHeaderNames
{
    private readonly HeaderChange[] _removals;
    private readonly string[] _names;

    public ClaimHeaderNames(IEnumerable<JwtRequirement> requirements)
    {
        _removals = [.. requirements.SelectMany(r => r.Providers).SelectMany(p => p.ClaimHeaders)
            .Where(h => !h.Appends).DistinctBy(h => h.Name, StringComparer.OrdinalIgnoreCase).Select(h => HeaderChange.Remove(h.Name, h.Origin))];
        _names = [.. _removals.Select(r => r.Name)];
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
