namespace LlmPolicy.Budgets;

/// <summary>What is charged where an answer does not say what it used.</summary>
/// <param name="ChargesMissing">Whether an answer without usage is charged what was reserved (<c>onMissingUsage: CHARGE</c>); else what is estimated.</param>
/// <param name="ChargesAborted">Whether one that was cut off is charged what was reserved (<c>onAbort: CHARGE</c>); else what was seen of it.</param>
/// <param name="RefusesMissing">Whether calls whose answers never say it are refused (<c>onMissingUsage: REFUSE</c>).</param>
internal sealed record BudgetSettling(bool ChargesMissing, bool ChargesAborted, bool RefusesMissing);
