namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A store of budgets that is asked to reserve, and nothing else: what it has not granted is none of its business.</summary>
internal sealed class AbsentStore(Func<CancellationToken, ValueTask<BudgetReserveResult>> reserve) : IBudgetStore
{
    public static BudgetReserveResult Unavailable { get; } = new(BudgetReserveOutcome.Unavailable, default);

    public ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => reserve(cancellationToken);

    public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
