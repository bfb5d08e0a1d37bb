namespace LlmPolicy;

/// <summary>The budgets of one caller: his own counters, and those that he shares with all.</summary>
public sealed class CallerBudgets : DecisionResult
{
    internal CallerBudgets(IReadOnlyList<CallerBudget> budgets) => Budgets = budgets;

    /// <summary>The budgets, in the order of the routes; one that counts each value of a list stands here once for each. None that only counts in the shadow.</summary>
    public IReadOnlyList<CallerBudget> Budgets { get; }
}
