namespace LlmPolicy;

/// <summary>What a provider said of a request.</summary>
/// <param name="Provider">The provider's name (<c>jwt.providers</c>).</param>
/// <param name="Reason">Its reason, one of <see cref="ReasonCodes"/>; empty if it accepted.</param>
public sealed record ProviderFinding(string Provider, string Reason);
