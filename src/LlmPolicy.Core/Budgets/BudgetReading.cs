namespace LlmPolicy;

/// <summary>What a counter holds at an instant.</summary>
/// <param name="Used">What was settled, in the charges' unit. More than the limit where requests used more than they had reserved.</param>
/// <param name="Reserved">What is reserved and not yet settled.</param>
/// <param name="ResetsAt">When nothing of this counts any longer, if nothing is added: past where nothing counts. Null where it counts for as long as it is held.</param>
public readonly record struct BudgetReading(long Used, long Reserved, DateTimeOffset? ResetsAt);
