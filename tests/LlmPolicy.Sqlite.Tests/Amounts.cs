namespace LlmPolicy.Tests;

/// <summary>Uses a store as a request would.</summary>
internal static class Amounts
{
    public static readonly BudgetPeriod Day = BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<BudgetReservation> ReserveAsync(this IBudgetStore store, string counter, long amount, BudgetExpiry onExpiry = BudgetExpiry.Charge)
    {
        BudgetReservation reservation = new(Guid.NewGuid(), new BudgetCharge[] { new(counter, Day, 1_000, amount) }, TimeSpan.FromMinutes(10), onExpiry);
        (await store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        return reservation;
    }

    public static async Task UseAsync(this IBudgetStore store, string counter, long amount)
    {
        var reservation = await store.ReserveAsync(counter, amount);
        (await store.SettleAsync(reservation, new[] { amount }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
    }

    public static async Task<(long Used, long Reserved)> ReadAsync(this IBudgetStore store, string counter)
    {
        var reading = (await store.ReadAsync(counter, Day, Cancelled)).ShouldNotBeNull();
        return (reading.Used, reading.Reserved);
    }
}
