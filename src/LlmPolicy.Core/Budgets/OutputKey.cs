namespace LlmPolicy.Budgets;

/// <summary>Whose answers are alike.</summary>
/// <param name="Budget">The budget's name.</param>
/// <param name="Key">The values that tell callers apart; empty where all share the budget.</param>
/// <param name="Model">The model that is asked for; empty where none is named.</param>
internal readonly record struct OutputKey(string Budget, string Key, string Model);
