namespace LlmPolicy.Assurance.Tokens;

/// <summary>A store that hands all on to another: what a test watches of it is its own.</summary>
internal abstract class WatchedStore(IBudgetStore inner) : IBudgetStore
{
    public virtual ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => inner.ReserveAsync(reservation, cancellationToken);

    public virtual ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) =>
        inner.SettleAsync(reservation, amounts, cancellationToken);

    public virtual ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => inner.CancelAsync(reservation, cancellationToken);

    public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => inner.CountAsync(charges, cancellationToken);

    public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => inner.ReadAsync(counter, period, cancellationToken);

    public virtual ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) => inner.CorrectAsync(counter, period, change, cancellationToken);

    public virtual ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => inner.ResetAsync(counter, period, cancellationToken);
}
