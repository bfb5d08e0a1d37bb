namespace LlmPolicy;

/// <summary>What a provider said of a request.</summary>
public sealed record ProviderFinding
{
    /// <summary>The provider's name (<c>jwt.providers</c>).</summary>
    public required string Provider { get; init; }

    /// <summary>Its reason, one of <see cref="ReasonCodes"/>; empty if it accepted.</summary>
    public required string Reason { get; init; }
}
