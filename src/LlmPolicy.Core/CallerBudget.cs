namespace LlmPolicy;

/// <summary>One budget of a caller's.</summary>
public sealed class CallerBudget
{
    internal CallerBudget(IReadOnlyList<string> key, IReadOnlyList<BudgetCounter> counters) => (Key, Counters) = (key, counters);

    /// <summary>The budget, as <c>namespace/name</c>.</summary>
    public string Budget => Counters[0].Budget;

    /// <summary>The claims that tell its counters apart, without their values: <c>sub</c>, and <c>groups[1]</c> for the second value of a list. Empty where all callers share it.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>The caller's limits, each with the counter that is held against it; no amount is asked of them.</summary>
    public IReadOnlyList<BudgetCounter> Counters { get; }
}
