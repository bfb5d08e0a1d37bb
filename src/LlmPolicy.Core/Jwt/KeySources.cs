using LlmPolicy.Exchanges;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>Where a provider's keys come from.</summary>
internal interface IKeySource
{
    /// <summary>The keys that a request is decided with; null if there are none yet.</summary>
    KeySet? Find(Exchange exchange);

    /// <summary>What to fetch first, as it may make a token good that these keys refuse; null: nothing.</summary>
    RemoteJwks? Needed(Exchange exchange, KeySet? keys, in JwtToken token);
}

/// <summary><c>jwks.local</c>.</summary>
internal sealed class LocalKeys(KeySet keys) : IKeySource
{
    public KeySet Find(Exchange exchange) => keys;

    public RemoteJwks? Needed(Exchange exchange, KeySet? keys, in JwtToken token) => null;
}

/// <summary><c>jwks.remote</c>.</summary>
internal sealed class FetchedKeys(RemoteJwks source) : IKeySource
{
    public RemoteJwks Source => source;

    public KeySet? Find(Exchange exchange) => exchange.Facts.Keys.Find(source);

    /// <summary>A key that the set does not name may have been added since.</summary>
    public RemoteJwks? Needed(Exchange exchange, KeySet? keys, in JwtToken token) =>
        exchange.Facts.Keys.IsSettled(source) || keys?.Names(token.KeyId) is true ? null : source;
}
