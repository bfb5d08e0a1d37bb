namespace LlmPolicy.Budgets;

/// <summary>The charge that stands longest in the way of a reservation, and when it would fit.</summary>
internal readonly record struct Shortfall(int Charge, DateTimeOffset? FitsAt);
