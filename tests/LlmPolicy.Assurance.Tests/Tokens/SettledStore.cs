namespace LlmPolicy.Assurance.Tokens;

/// <summary>A store that knows how many reservations are under way.</summary>
internal sealed class SettledStore(IBudgetStore inner) : IBudgetStore
{
    private readonly Signals _signals = new();
    private int _reserved;

    /// <summary>Waits until all are settled or given back.</summary>
    public Task NothingReservedAsync() => _signals.UntilAsync(() => Volatile.Read(ref _reserved) == 0);

    public async ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
    {
        var result = await inner.ReserveAsync(reservation, cancellationToken);
        Interlocked.Add(ref _reserved, result.Outcome == BudgetReserveOutcome.Reserved ? 1 : 0);
        return result;
    }

    public async ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) =>
        Ended(await inner.SettleAsync(reservation, amounts, cancellationToken));

    public async ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => Ended(await inner.CancelAsync(reservation, cancellationToken));

    public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => inner.CountAsync(charges, cancellationToken);

    public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => inner.ReadAsync(counter, period, cancellationToken);

    public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) => inner.CorrectAsync(counter, period, change, cancellationToken);

    public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => inner.ResetAsync(counter, period, cancellationToken);

    private BudgetEndOutcome Ended(BudgetEndOutcome outcome)
    {
        Interlocked.Decrement(ref _reserved);
        _signals.Tell();
        return outcome;
    }
}
