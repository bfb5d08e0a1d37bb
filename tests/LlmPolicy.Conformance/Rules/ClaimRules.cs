namespace LlmPolicy.Conformance.Rules;

/// <summary>Claims where they can't go.</summary>
internal static class ClaimRules
{
    /// <summary>Such a manifest does not load, so no case of it is ever put.</summary>
    public static DifferenceRule HeaderName { get; } = new(
        "claims.header-name",
        "A claim in place of the Host or of a pseudo-header is an error at load: Envoy takes the Host, or the path, off every request without the claim.",
        _ => false);
}
