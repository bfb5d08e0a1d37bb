namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>Requests of one caller that are reserved in a day and in a rolling minute, and settled with less.</summary>
internal sealed class TwoBudgets
{
    private const long Limit = 1L << 52;

    private static readonly BudgetCharge[] Charges =
    [
        new("tokens:day:0123456789abcdef0123456789abcdef", BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc), Limit, 1_000),
        new("tokens:60s:0123456789abcdef0123456789abcdef", BudgetPeriod.Rolling(TimeSpan.FromMinutes(1)), Limit, 1_000),
    ];

    private readonly MemoryBudgetStore _store = new(TimeProvider.System);

    /// <summary>It waits for nothing: the store is done when it answers.</summary>
    public void ReserveAndSettle() => RunAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>As the hosts make it.</summary>
    private static Guid NewLease()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        return new Guid(bytes);
    }

    private async ValueTask RunAsync()
    {
        BudgetReservation reservation = new(NewLease(), Charges, TimeSpan.FromMinutes(10));
        if ((await _store.ReserveAsync(reservation)).Outcome != BudgetReserveOutcome.Reserved
            || await _store.SettleAsync(reservation, new long[] { 700, 700 }) != BudgetEndOutcome.Done)
        {
            throw new InvalidOperationException("This is no measure of a reservation.");
        }
    }
}
