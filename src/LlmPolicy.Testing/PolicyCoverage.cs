namespace LlmPolicy.Testing;

/// <summary>Which rules the cases reach: a route or matcher that matched, a provider that accepted, a policy, principal or claim that fitted, a header that was changed.</summary>
/// <param name="Rules">All such rules of the manifests, in their order.</param>
/// <param name="Unreached">Those that no case reaches.</param>
public sealed record PolicyCoverage(IReadOnlyList<PolicyRule> Rules, IReadOnlyList<PolicyRule> Unreached);
