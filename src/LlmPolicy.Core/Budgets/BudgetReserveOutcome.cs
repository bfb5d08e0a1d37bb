namespace LlmPolicy;

/// <summary>What became of a reservation.</summary>
public enum BudgetReserveOutcome
{
    /// <summary>All amounts are reserved, by this call or by an earlier one of the same lease.</summary>
    Reserved,

    /// <summary>Not all amounts fit, and none is reserved.</summary>
    Refused,

    /// <summary>The lease was settled, cancelled or has run out before, and nothing is reserved.</summary>
    Ended,

    /// <summary>
    /// The store did not answer in time, and what it does later with the call is undone: it cancels the lease. Nothing is known of the counters; whether the request may go on
    /// is for the caller to say.
    /// </summary>
    Unavailable,
}
