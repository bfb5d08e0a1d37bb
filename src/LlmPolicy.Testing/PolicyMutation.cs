namespace LlmPolicy.Testing;

/// <summary>Which rules can be deleted without any case failing: nothing holds them.</summary>
/// <param name="Rules">The rules that were deleted, each by itself, in the order of the manifests.</param>
/// <param name="Unnoticed">Those whose absence no case noticed; of a rule and its parts, the rule alone.</param>
public sealed record PolicyMutation(IReadOnlyList<PolicyRule> Rules, IReadOnlyList<PolicyRule> Unnoticed);
