namespace LlmPolicy;

/// <summary>A key set is to be fetched (<c>jwks.remote</c>), or another time: the token names a key that is not in it.</summary>
public sealed class KeysNeed : PolicyNeed
{
    internal KeysNeed(RemoteJwks source)
        : base(ReasonCodes.KeysNeeded, source.Position) => Source = source;

    /// <summary>Where the keys are fetched from. What comes of it is said by <see cref="RemoteKeySets.With"/> and <see cref="RemoteKeySets.Settled"/>.</summary>
    public RemoteJwks Source { get; }
}
