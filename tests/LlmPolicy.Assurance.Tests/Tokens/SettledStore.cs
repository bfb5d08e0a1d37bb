namespace LlmPolicy.Assurance.Tokens;

/// <summary>A store that knows how many reservations are under way.</summary>
internal sealed class SettledStore(IBudgetStore inner) : WatchedStore(inner)
{
    private readonly Signals _signals = new();
    private int _reserved;

    /// <summary>Waits until all are settled or given back.</summary>
    public Task NothingReservedAsync() => _signals.UntilAsync(() => Volatile.Read(ref _reserved) == 0);

    public override async ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
    {
        var result = await base.ReserveAsync(reservation, cancellationToken);
        Interlocked.Add(ref _reserved, result.Outcome == BudgetReserveOutcome.Reserved ? 1 : 0);
        return result;
    }

    public override async ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) =>
        Ended(await base.SettleAsync(reservation, amounts, cancellationToken));

    public override async ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => Ended(await base.CancelAsync(reservation, cancellationToken));

    private BudgetEndOutcome Ended(BudgetEndOutcome outcome)
    {
        Interlocked.Decrement(ref _reserved);
        _signals.Tell();
        return outcome;
    }
}
