namespace LlmPolicy.Tests;

/// <summary>A store and its clock, as a run against <see cref="BudgetModel"/> needs them.</summary>
internal abstract class ModelledStore
{
    public abstract IBudgetStore Store { get; }

    public abstract DateTimeOffset Now { get; }

    /// <summary>Time passes. Leases that have run out are ended when it returns.</summary>
    public abstract Task AdvanceAsync(TimeSpan time);

    /// <summary>The process is gone, and another one goes on.</summary>
    public abstract Task CrashAsync(BudgetModel model);

    /// <summary>Behind each step.</summary>
    public virtual void Stepped(Random random)
    {
    }

    /// <summary>Random calls, expiries and crashes, held against a list of all that was ever reserved.</summary>
    public async Task RunAsync(int seed, int steps)
    {
        Random random = new(seed);
        BudgetModel model = new();
        List<(DateTimeOffset At, BudgetReservation Reservation)> known = [];
        for (int step = 0; step < steps; step++)
        {
            string where = $"seed {seed}, step {step}";
            switch (random.Next(20))
            {
                case < 10:
                    if (random.Next(5) > 0 || known.Count == 0)
                    {
                        known.Add((Now, BudgetModel.Random(random)));
                    }

                    var reservation = random.Next(4) > 0 ? known[^1].Reservation : known[random.Next(known.Count)].Reservation;
                    var expected = model.Reserve(reservation, Now);
                    var result = await Store.ReserveAsync(reservation, TestContext.Current.CancellationToken);
                    (result.Outcome, result.Outcome == BudgetReserveOutcome.Refused ? result.Binding : null).ShouldBe(expected, where);
                    break;
                case < 14 when known.Count > 0:
                    var settled = known[^(1 + random.Next(Math.Min(30, known.Count)))].Reservation;
                    long[] amounts = [.. settled.Charges.ToArray().Select(c => random.NextInt64(-1, 2 * c.Amount + 2))];
                    (await Store.SettleAsync(settled, amounts, TestContext.Current.CancellationToken)).ShouldBe(model.Settle(settled, amounts, Now), where);
                    break;
                case < 16 when known.Count > 0:
                    var cancelled = known[^(1 + random.Next(Math.Min(30, known.Count)))].Reservation;
                    (await Store.CancelAsync(cancelled, TestContext.Current.CancellationToken)).ShouldBe(model.Cancel(cancelled, Now), where);
                    break;
                case < 19:
                    await AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(40_000) : random.Next(900)));
                    break;
                case 19 when random.Next(10) == 0:
                    await CrashAsync(model);
                    known.Clear();
                    break;
            }

            // An ended lease is remembered for a minute: nobody asks later.
            known.RemoveAll(k => Now - k.At >= TimeSpan.FromSeconds(60));
            foreach (var (counter, period) in BudgetModel.Counters)
            {
                var reading = (await Store.ReadAsync(counter, period, TestContext.Current.CancellationToken)).ShouldNotBeNull(where);
                (counter, reading.Used, reading.Reserved).ShouldBe(model.Read(counter, Now), where);
            }

            Stepped(random);
        }

        model.Granted.ShouldBeGreaterThan(steps / 30);
        model.Refused.ShouldBeGreaterThan(steps / 30);
        model.Expired.ShouldBeGreaterThan(steps / 300);
    }
}
