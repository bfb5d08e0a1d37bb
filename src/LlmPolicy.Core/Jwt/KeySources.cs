using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary><c>jwks.local</c>.</summary>
internal sealed class LocalKeys(KeySet keys) : IKeySource
{
    public KeySet? Find(Exchange exchange, out RemoteJwks? needed)
    {
        needed = null;
        return keys;
    }
}

/// <summary><c>jwks.remote</c>.</summary>
internal sealed class FetchedKeys(RemoteJwks source) : IKeySource
{
    public KeySet? Find(Exchange exchange, out RemoteJwks? needed)
    {
        needed = exchange.Keys.TryGet(source, out var keys) ? null : source;
        return keys;
    }
}
