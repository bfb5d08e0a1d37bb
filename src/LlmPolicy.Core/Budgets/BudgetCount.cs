namespace LlmPolicy;

/// <summary>What counters hold after amounts were added to them.</summary>
/// <param name="At">The instant of the answer, by the store's clock: what <see cref="BudgetReading.ResetsAt"/> is to be compared with.</param>
/// <param name="Readings">What each charge's counter holds now, its amount with it, in the order of the charges.</param>
public readonly record struct BudgetCount(DateTimeOffset At, ReadOnlyMemory<BudgetReading> Readings);
