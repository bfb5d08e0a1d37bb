namespace LlmPolicy.Budgets;

/// <summary>Amounts are whole numbers, and sums of them stay where a double (Lua's only number) is exact.</summary>
internal static class BudgetAmount
{
    /// <summary>2^53 - 1: what is more counts as this much.</summary>
    public const long Max = 9_007_199_254_740_991;

    /// <summary>An amount that others told: below 0 it is 0.</summary>
    public static long Bounded(Int128 amount) => (long)Int128.Clamp(amount, 0, Max);
}
