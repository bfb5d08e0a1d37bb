using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

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

    public KeySet? Find(Exchange exchange) => exchange.Keys.Find(source);

    /// <summary>A key that the set does not name may have been added since.</summary>
    public RemoteJwks? Needed(Exchange exchange, KeySet? keys, in JwtToken token) =>
        exchange.Keys.IsSettled(source) || keys?.Names(token.KeyId) is true ? null : source;
}
