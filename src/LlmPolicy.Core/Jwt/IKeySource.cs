using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary>Where a provider's keys come from.</summary>
internal interface IKeySource
{
    /// <summary>Holds a token's signature against the keys.</summary>
    ProviderVerdict Verify(Exchange exchange, JwtToken token);
}
