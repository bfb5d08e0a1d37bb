namespace LlmPolicy.Budgets;

/// <summary>What is reserved for one request, and where.</summary>
/// <param name="Store">The store that granted it.</param>
/// <param name="Reservation">The reservation.</param>
/// <param name="Demands">What it was for, in the order of its charges.</param>
/// <param name="Readings">What each counter held when it was granted, this request included.</param>
/// <param name="At">When that was, by the store's clock.</param>
internal sealed record BudgetHold(
    IBudgetStore Store, BudgetReservation Reservation, IReadOnlyList<BudgetDemand> Demands, ReadOnlyMemory<BudgetReading> Readings, DateTimeOffset At)
{
    /// <summary>Whether the request may have reached what answers it.</summary>
    public bool IsSent { get; set; } = true;

    /// <summary>What the request used of each charge, once it is settled; null where it is given back.</summary>
    public IReadOnlyList<long>? Used { get; set; }

    /// <summary>Whether it is counted among what is reserved.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Whether it has been settled or given back.</summary>
    public bool IsEnded { get; set; }
}
