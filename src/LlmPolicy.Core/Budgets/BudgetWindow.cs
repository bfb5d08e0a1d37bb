namespace LlmPolicy;

/// <summary>
/// Where an amount is put that is reserved at an instant, and what counts beside it then. All are milliseconds since 1970-01-01 UTC. Amounts are put into cells, each
/// known by its <see cref="Start"/>: a calendar window is one cell, a rolling duration some sixty.
/// </summary>
/// <param name="Start">When the cell begins, and its name: the instant is not earlier.</param>
/// <param name="End">When it ends: the instant is earlier.</param>
/// <param name="First">The start of the first cell that still counts at the instant.</param>
/// <param name="Last">The start of the last one that counts. Later than <paramref name="Start"/> only where a clock was set back.</param>
public readonly record struct BudgetWindow(long Start, long End, long First, long Last)
{
    /// <summary>For how long a cell counts, from its start.</summary>
    internal long Counts => End - First;

    /// <summary>Whether amounts in a cell count in this window.</summary>
    internal bool Includes(long start) => start >= First && start <= Last;

    /// <summary>Whether an instant lies in it.</summary>
    internal bool Contains(long instant) => instant >= Start && instant < End;
}
