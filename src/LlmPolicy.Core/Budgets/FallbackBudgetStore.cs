namespace LlmPolicy;

/// <summary>
/// Reserves at a second store while the first is unavailable. What the second one grants is settled there, and never told to the first: with a store of each process's
/// own as the second, a limit holds for each process by itself in that time.
/// </summary>
/// <param name="store">The store that is asked first. What it counts is not known to <paramref name="fallback"/>, which begins with empty counters.</param>
/// <param name="fallback">The store that is asked when that one is unavailable; one that does not fail itself.</param>
public sealed class FallbackBudgetStore(IBudgetStore store, IBudgetStore fallback) : IBudgetStore
{
    /// <inheritdoc/>
    public async ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
    {
        var result = await store.ReserveAsync(reservation, cancellationToken).ConfigureAwait(false);
        return result.Outcome == BudgetReserveOutcome.Unavailable && !cancellationToken.IsCancellationRequested
            ? await fallback.ReserveAsync(reservation, cancellationToken).ConfigureAwait(false)
            : result;
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default)
    {
        var outcome = await fallback.SettleAsync(reservation, amounts, cancellationToken).ConfigureAwait(false);
        return outcome == BudgetEndOutcome.Unknown ? await store.SettleAsync(reservation, amounts, cancellationToken).ConfigureAwait(false) : outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
    {
        var outcome = await fallback.CancelAsync(reservation, cancellationToken).ConfigureAwait(false);
        return outcome == BudgetEndOutcome.Unknown ? await store.CancelAsync(reservation, cancellationToken).ConfigureAwait(false) : outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) =>
        await store.ReadAsync(counter, period, cancellationToken).ConfigureAwait(false)
        ?? await fallback.ReadAsync(counter, period, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) =>
        store.CorrectAsync(counter, period, change, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) =>
        store.ResetAsync(counter, period, cancellationToken);
}
