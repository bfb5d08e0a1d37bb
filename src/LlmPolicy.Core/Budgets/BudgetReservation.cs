namespace LlmPolicy;

/// <summary>Amounts that are reserved together or not at all, for one request.</summary>
/// <param name="Lease">A name that no other reservation has: what makes a repeated call harmless.</param>
/// <param name="Charges">The parts, each of another counter; at least one and at the most 64. Not changed until the lease has ended.</param>
/// <param name="Lifetime">How long the lease lasts unless it is settled or cancelled, from a second to a day: longer than the longest request.</param>
/// <param name="OnExpiry">What becomes of the amounts when it runs out.</param>
public readonly record struct BudgetReservation(Guid Lease, ReadOnlyMemory<BudgetCharge> Charges, TimeSpan Lifetime, BudgetExpiry OnExpiry = BudgetExpiry.Charge)
{
    /// <summary>The most charges.</summary>
    public const int MaxCharges = 64;
}
