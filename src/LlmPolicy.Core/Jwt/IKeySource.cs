using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary>Where a provider's keys come from.</summary>
internal interface IKeySource
{
    /// <summary>The keys; null where they can't be had. <paramref name="needed"/>: what has to be fetched first.</summary>
    KeySet? Find(Exchange exchange, out RemoteJwks? needed);
}
