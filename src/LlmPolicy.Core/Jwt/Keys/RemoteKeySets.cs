using System.Collections.Immutable;

namespace LlmPolicy;

/// <summary>A snapshot of fetched key sets. Immutable: a host replaces it whole when a fetch has ended.</summary>
public sealed class RemoteKeySets
{
    private readonly ImmutableDictionary<RemoteJwks, KeySet> _sets;
    private readonly ImmutableHashSet<RemoteJwks> _settled;

    private RemoteKeySets(ImmutableDictionary<RemoteJwks, KeySet> sets, ImmutableHashSet<RemoteJwks> settled) => (_sets, _settled) = (sets, settled);

    /// <summary>Nothing fetched yet.</summary>
    public static RemoteKeySets Empty { get; } = new([], []);

    /// <summary>The snapshot with a fetched set. A token of a key that it does not hold asks for another fetch.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="keys">The set.</param>
    public RemoteKeySets With(RemoteJwks source, KeySet keys) => new(_sets.SetItem(source, keys), _settled);

    /// <summary>
    /// The snapshot with no more to be had from a source: what it has decides. Without a set its tokens are refused as
    /// <see cref="ReasonCodes.JwtKeysUnavailable"/>; those of a key that the set does not hold are refused, too.
    /// </summary>
    /// <param name="source">What was fetched, or could not be.</param>
    public RemoteKeySets Settled(RemoteJwks source) => new(_sets, _settled.Add(source));

    /// <summary>A newer snapshot, with no more to be had from where nothing more was to be had from.</summary>
    /// <param name="newer">What has been fetched since.</param>
    public RemoteKeySets UpdatedBy(RemoteKeySets newer)
    {
        ArgumentNullException.ThrowIfNull(newer);
        return new(newer._sets, newer._settled.Union(_settled));
    }

    internal KeySet? Find(RemoteJwks source) => _sets.GetValueOrDefault(source);

    internal bool IsSettled(RemoteJwks source) => _settled.Contains(source);
}
