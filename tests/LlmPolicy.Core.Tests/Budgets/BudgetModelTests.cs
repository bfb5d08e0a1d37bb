using LlmPolicy.Budgets;

namespace LlmPolicy.Tests;

/// <summary>Random calls, expiries and crashes, held against a list of all that was ever reserved.</summary>
public sealed class BudgetModelTests
{
    private const int Steps = 3_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public Task A_store_agrees_with_a_list_of_all_reservations(int seed) => RunAsync(seed);

    [Fact]
    public Task A_store_agrees_with_a_list_of_all_reservations_of_a_run_that_was_never_seen() => RunAsync(Environment.TickCount);

    private static async Task RunAsync(int seed)
    {
        Random random = new(seed);
        JumpingClock clock = new();
        BudgetModel model = new();
        Dictionary<(string, long), CellRecord> journal = [];
        var store = Restarted(clock, journal);
        List<(DateTimeOffset At, BudgetReservation Reservation)> known = [];
        for (int step = 0; step < Steps; step++)
        {
            string where = $"seed {seed}, step {step}";
            switch (random.Next(20))
            {
                case < 10:
                    if (random.Next(5) > 0 || known.Count == 0)
                    {
                        known.Add((clock.GetUtcNow(), BudgetModel.Random(random)));
                    }

                    var reservation = random.Next(4) > 0 ? known[^1].Reservation : known[random.Next(known.Count)].Reservation;
                    var expected = model.Reserve(reservation, clock.GetUtcNow());
                    var result = await store.ReserveAsync(reservation, TestContext.Current.CancellationToken);
                    (result.Outcome, result.Outcome == BudgetReserveOutcome.Refused ? result.Binding : null).ShouldBe(expected, where);
                    break;
                case < 14 when known.Count > 0:
                    var settled = known[^(1 + random.Next(Math.Min(30, known.Count)))].Reservation;
                    long[] amounts = [.. settled.Charges.ToArray().Select(c => random.NextInt64(-1, 2 * c.Amount + 2))];
                    (await store.SettleAsync(settled, amounts, TestContext.Current.CancellationToken)).ShouldBe(model.Settle(settled, amounts, clock.GetUtcNow()), where);
                    break;
                case < 16 when known.Count > 0:
                    var cancelled = known[^(1 + random.Next(Math.Min(30, known.Count)))].Reservation;
                    (await store.CancelAsync(cancelled, TestContext.Current.CancellationToken)).ShouldBe(model.Cancel(cancelled, clock.GetUtcNow()), where);
                    break;
                case < 19:
                    clock.Advance(TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(40_000) : random.Next(900)));
                    break;
                case 19 when random.Next(10) == 0:
                    Flush(store, journal);
                    store = Restarted(clock, journal);
                    model.Crash(clock.GetUtcNow());
                    known.Clear();
                    break;
            }

            // An ended lease is remembered for a minute: nobody asks later.
            known.RemoveAll(k => clock.GetUtcNow() - k.At >= TimeSpan.FromSeconds(60));
            foreach (var (counter, period) in BudgetModel.Counters)
            {
                var reading = (await store.ReadAsync(counter, period, TestContext.Current.CancellationToken)).ShouldNotBeNull();
                (counter, reading.Used, reading.Reserved).ShouldBe(model.Read(counter, clock.GetUtcNow()), where);
            }

            if (random.Next(30) == 0)
            {
                Flush(store, journal);
            }
        }

        model.Granted.ShouldBeGreaterThan(100);
        model.Refused.ShouldBeGreaterThan(100);
        model.Expired.ShouldBeGreaterThan(10);
    }

    private static MemoryBudgetStore Restarted(TimeProvider clock, Dictionary<(string, long), CellRecord> journal)
    {
        MemoryBudgetStore store = new(clock);
        store.Restore(journal.Values);
        return store;
    }

    private static void Flush(MemoryBudgetStore store, Dictionary<(string, long), CellRecord> journal)
    {
        foreach (var record in store.TakeChanges())
        {
            journal[(record.Counter, record.Start)] = record;
        }
    }
}
