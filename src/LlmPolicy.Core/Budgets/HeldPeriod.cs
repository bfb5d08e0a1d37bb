namespace LlmPolicy.Budgets;

/// <summary>One cell without an end.</summary>
internal sealed class HeldPeriod : BudgetPeriod
{
    private static readonly BudgetWindow Always = new(0, BudgetAmount.Max, 0, 0);

    private HeldPeriod()
    {
    }

    public static HeldPeriod Instance { get; } = new();

    internal override BudgetWindow At(long milliseconds) => Always;
}
