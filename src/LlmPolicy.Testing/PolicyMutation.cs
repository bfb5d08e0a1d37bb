namespace LlmPolicy.Testing;

/// <summary>Which rules can be deleted without any case failing: nothing holds them.</summary>
public sealed class PolicyMutation
{
    /// <summary>The rules that were deleted, each by itself, in the order of the manifests.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }

    /// <summary>Those whose absence no case noticed; of a rule and its parts, the rule alone.</summary>
    public required IReadOnlyList<PolicyRule> Unnoticed { get; init; }
}
