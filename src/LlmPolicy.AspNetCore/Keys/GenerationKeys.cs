using LlmPolicy.Status;

namespace LlmPolicy.Keys;

/// <summary>The remote keys of one generation.</summary>
internal sealed class GenerationKeys(RemoteKeySource[] sources)
{
    private volatile Taken _taken = new(new KeySet?[sources.Length], RemoteKeySets.Empty);

    /// <summary>What has been fetched so far.</summary>
    public RemoteKeySets Snapshot
    {
        get
        {
            var taken = _taken;
            for (int i = 0; i < sources.Length; i++)
            {
                if (sources[i].Keys != taken.Keys[i])
                {
                    return (_taken = Take()).Sets;
                }
            }

            return taken.Sets;
        }
    }

    /// <summary>How each set stands, in the order of the manifests.</summary>
    public IReadOnlyList<KeySetStatus> Status => Array.ConvertAll(sources, source => source.Status);

    /// <inheritdoc cref="RemoteKeySource.WaitAsync"/>
    public Task<bool> WaitAsync(RemoteJwks needed, long asked, CancellationToken cancellationToken) =>
        Array.Find(sources, source => source.Jwks == needed)?.WaitAsync(asked, cancellationToken) ?? Task.FromResult(false);

    /// <summary>Starts with what the generation before has from the same places.</summary>
    public void Adopt(GenerationKeys former)
    {
        foreach (var source in sources)
        {
            if (former.Find(source.Place) is { } same)
            {
                source.Adopt(same);
            }
        }
    }

    /// <summary>Fetches in the background until another generation takes over. Requests that still see this one may go on asking for keys.</summary>
    public Task KeepFreshAsync(CancellationToken stop) => Task.WhenAll(sources.Select(source => source.KeepFreshAsync(stop)));

    private RemoteKeySource? Find(string place) => Array.Find(sources, source => source.Place == place);

    private Taken Take()
    {
        var keys = Array.ConvertAll(sources, source => source.Keys);
        var sets = RemoteKeySets.Empty;
        for (int i = 0; i < sources.Length; i++)
        {
            sets = keys[i] is { } set ? sets.With(sources[i].Jwks, set) : sets;
        }

        return new Taken(keys, sets);
    }

    private sealed record Taken(KeySet?[] Keys, RemoteKeySets Sets);
}
