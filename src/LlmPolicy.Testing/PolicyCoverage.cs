namespace LlmPolicy.Testing;

/// <summary>Which rules the cases reach: a route or matcher that matched, a provider that accepted, a config of an AuthConfig that passed, a policy, principal or claim that fitted, a header that was changed.</summary>
public sealed class PolicyCoverage
{
    /// <summary>All such rules of the manifests, in their order.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }

    /// <summary>Those that no case reaches.</summary>
    public required IReadOnlyList<PolicyRule> Unreached { get; init; }
}
