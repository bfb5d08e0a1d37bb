namespace LlmPolicy.Budgets;

/// <summary>What is kept of a cell over a restart.</summary>
/// <param name="Counter">The counter's name.</param>
/// <param name="Start">When the cell begins.</param>
/// <param name="Ends">Until when it counts.</param>
/// <param name="Used">What is used when the leases that hold it have run out.</param>
internal readonly record struct CellRecord(string Counter, long Start, long Ends, long Used);
