using System.Collections.Immutable;

namespace LlmPolicy;

/// <summary>A snapshot of fetched key sets. Immutable: a host replaces it whole when a fetch has ended.</summary>
public sealed class RemoteKeySets
{
    private readonly ImmutableDictionary<RemoteJwks, KeySet?> _sets;

    private RemoteKeySets(ImmutableDictionary<RemoteJwks, KeySet?> sets) => _sets = sets;

    /// <summary>Nothing fetched yet.</summary>
    public static RemoteKeySets Empty { get; } = new(ImmutableDictionary<RemoteJwks, KeySet?>.Empty);

    /// <summary>The snapshot with a fetched set.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="keys">The set.</param>
    public RemoteKeySets With(RemoteJwks source, KeySet keys) => new(_sets.SetItem(source, keys));

    /// <summary>The snapshot with a failed fetch: tokens of this source are refused.</summary>
    /// <param name="source">What could not be fetched.</param>
    public RemoteKeySets WithFailure(RemoteJwks source) => new(_sets.SetItem(source, null));

    /// <summary>Whether a fetch has ended; <paramref name="keys"/> is null if it failed.</summary>
    internal bool TryGet(RemoteJwks source, out KeySet? keys) => _sets.TryGetValue(source, out keys);
}
