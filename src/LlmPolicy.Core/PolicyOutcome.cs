namespace LlmPolicy;

/// <summary>What a host has to do with a request.</summary>
public enum PolicyOutcome
{
    /// <summary>Answer with <see cref="PolicyDecision.Response"/>; nothing goes upstream.</summary>
    Respond,

    /// <summary>Forward as <see cref="PolicyDecision.Forwarding"/> says.</summary>
    Forward,

    /// <summary>Find out <see cref="PolicyDecision.Need"/> and evaluate again.</summary>
    Ask,

    /// <summary>Tell the caller what budgets there are for him: <see cref="CallerBudgets"/>. Only <see cref="CompiledPolicy.BudgetsOf"/> says so.</summary>
    Tell,
}
