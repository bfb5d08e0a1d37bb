namespace LlmPolicy;

/// <summary>
/// Keeps counters and leases. Used and reserved amounts that count at an instant never exceed the limit of a reservation that is granted then, however many ask at once. An
/// amount counts where it was reserved: in the window of that instant, whenever it is settled. A store goes by its own clock. Safe for any number of threads.
/// </summary>
/// <remarks>
/// A lease is settled or cancelled at the store that granted it. An ended lease is remembered for a minute at least, and changes nothing in that time, whatever is asked for
/// it. Failures of a store are outcomes; only a call that can't be meant is an exception (<see cref="ArgumentException"/>).
/// </remarks>
public interface IBudgetStore
{
    /// <summary>Reserves all amounts or none.</summary>
    /// <param name="reservation">What is reserved.</param>
    /// <param name="cancellationToken">Gives up waiting: as if the store had not answered.</param>
    /// <exception cref="ArgumentException">The reservation is not as <see cref="BudgetReservation"/> and <see cref="BudgetCharge"/> say.</exception>
    ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default);

    /// <summary>Ends a lease by what was really used: less or more than was reserved. More is used all the same, whatever the limits say.</summary>
    /// <param name="reservation">The reservation, as it was granted.</param>
    /// <param name="amounts">
    /// What was used, in the order of the charges; below 0 is 0. Of a charge that is <see cref="BudgetPeriod.WhileHeld"/> the amount is given back whatever stands here.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting, not settling: the store goes on with it.</param>
    /// <exception cref="ArgumentException">There are not as many amounts as charges.</exception>
    ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default);

    /// <summary>Ends a lease and gives back all that it holds. A lease that is not known is ended, too, so that a reservation under way comes too late.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="cancellationToken">Gives up waiting, not cancelling: the store goes on with it.</param>
    ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds amounts to what is used, at once and whatever the limits say: for a limit of requests, which counts those that it refuses, too. No lease is made. Of a thousand that
    /// count at once each reads another sum.
    /// </summary>
    /// <param name="charges">The parts, each of another counter; at least one and at the most 64. Their limits say nothing. None is <see cref="BudgetPeriod.WhileHeld"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What the counters hold then; null if the store does not answer: the amounts may have been added.</returns>
    /// <exception cref="ArgumentException">The charges are not as <see cref="BudgetCharge"/> says.</exception>
    ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default);

    /// <summary>What a counter holds now; null if the store does not answer.</summary>
    /// <param name="counter">The counter's name.</param>
    /// <param name="period">Its period.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default);

    /// <summary>Changes what is used in a counter's current window, for an operator. Never below 0.</summary>
    /// <param name="counter">The counter's name.</param>
    /// <param name="period">Its period; not <see cref="BudgetPeriod.WhileHeld"/>, of which nothing is used.</param>
    /// <param name="change">What is added, or taken away if below 0.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What it holds then; null if the store does not answer: the change may have been made.</returns>
    ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default);

    /// <summary>Forgets all that is used in a counter, for an operator. What is reserved stays.</summary>
    /// <param name="counter">The counter's name.</param>
    /// <param name="period">Its period.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What it holds then; null if the store does not answer: it may have been reset.</returns>
    ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default);
}
