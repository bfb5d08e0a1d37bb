namespace LlmPolicy;

/// <summary>The answer to a reservation.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="At">The instant of the answer, by the store's clock: what <paramref name="FitsAt"/> and <see cref="BudgetReading.ResetsAt"/> are to be compared with.</param>
/// <param name="Readings">What each charge's counter holds now, this reservation with it, in the order of the charges; empty unless it was reserved or refused.</param>
/// <param name="Binding">Of a refusal: the index of the charge that stands longest in the way.</param>
/// <param name="FitsAt">
/// Of a refusal: when that charge would fit if nothing else is reserved meanwhile. Null where it never fits, its amount being over the limit, and where it waits for others to
/// give back what they hold.
/// </param>
public readonly record struct BudgetReserveResult(
    BudgetReserveOutcome Outcome, DateTimeOffset At, ReadOnlyMemory<BudgetReading> Readings = default, int? Binding = null, DateTimeOffset? FitsAt = null);
