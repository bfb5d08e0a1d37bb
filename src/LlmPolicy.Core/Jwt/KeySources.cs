using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary><c>jwks.local</c>.</summary>
internal sealed class LocalKeys(KeySet keys) : IKeySource
{
    public ProviderVerdict Verify(Exchange exchange, JwtToken token) => new(keys.Verify(token), null);
}

/// <summary><c>jwks.remote</c>.</summary>
internal sealed class FetchedKeys(RemoteJwks source) : IKeySource
{
    public RemoteJwks Source => source;

    public ProviderVerdict Verify(Exchange exchange, JwtToken token)
    {
        var needed = exchange.Keys.IsSettled(source) ? null : source;
        if (exchange.Keys.Find(source) is not { } keys)
        {
            return new ProviderVerdict(JwtStatus.KeysUnavailable, needed);
        }

        // A key that the set does not name may have been added since.
        var status = keys.Verify(token);
        return new ProviderVerdict(status, status == JwtStatus.Ok || keys.Names(token) ? null : needed);
    }
}
