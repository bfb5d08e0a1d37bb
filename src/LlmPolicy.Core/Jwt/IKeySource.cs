using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary>Where a provider's keys come from.</summary>
internal interface IKeySource
{
    /// <summary>The keys that a request is decided with; null if there are none yet.</summary>
    KeySet? Find(Exchange exchange);

    /// <summary>What to fetch first, as it may make a token good that these keys refuse; null: nothing.</summary>
    RemoteJwks? Needed(Exchange exchange, KeySet? keys, in JwtToken token);
}
