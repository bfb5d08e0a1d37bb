namespace LlmPolicy;

/// <summary>What became of settling or cancelling a lease.</summary>
public enum BudgetEndOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>The lease had been settled, cancelled, or had run out before: nothing is changed.</summary>
    Ended,

    /// <summary>The store knows no such lease: nothing is changed. A cancelled lease can't be reserved any more all the same.</summary>
    Unknown,

    /// <summary>The store does not answer; it keeps the call and repeats it until it does.</summary>
    Pending,
}
