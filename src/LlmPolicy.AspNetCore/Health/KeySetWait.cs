namespace LlmPolicy.Health;

/// <summary>Waits for the keys that the start needs. Keys that a later generation names, and servers that fail later, hold nobody up any more.</summary>
internal sealed class KeySetWait
{
    private volatile bool _isOver;

    /// <summary>A key set that has not come yet; null if all have once been there.</summary>
    public RemoteJwks? Missing(PolicyGeneration generation)
    {
        if (_isOver)
        {
            return null;
        }

        var missing = generation.RemoteKeys.Status.FirstOrDefault(set => set.Count is null)?.Jwks;
        _isOver = missing is null;
        return missing;
    }
}
