namespace LlmPolicy.Budgets;

/// <summary>Whether budgets admit a request.</summary>
/// <param name="Hold">What is reserved for it; null where nothing is.</param>
/// <param name="Refusal">The decision to answer in place of the request's; null to go on.</param>
/// <param name="Binding">The limit that it does not fit below; null for none.</param>
/// <param name="FitsAt">When it would fit below that limit; null where nobody can say.</param>
/// <param name="StoreFailure">What happened since the store did not answer; null if it did.</param>
internal readonly record struct BudgetAdmission(BudgetHold? Hold = null, PolicyDecision? Refusal = null, BudgetCounter? Binding = null, DateTimeOffset? FitsAt = null, StoreFailureMode? StoreFailure = null);
