namespace LlmPolicy.Testing.Running;

/// <summary>What came of a case's requests.</summary>
/// <param name="Decision">The last one's: where some are refused, the last one is.</param>
/// <param name="Admitted">How many went upstream.</param>
internal sealed record CaseOutcome(PolicyDecision Decision, int Admitted)
{
    /// <summary>What an answer says of budgets.</summary>
    public IReadOnlyList<HeaderField> Shown { get; init; } = [];

    /// <summary>What the caller's counters hold once all have been answered.</summary>
    public IReadOnlyList<(BudgetCounter Counter, BudgetReading Reading)> Counters { get; init; } = [];
}
