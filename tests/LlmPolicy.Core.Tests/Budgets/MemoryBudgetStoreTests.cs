namespace LlmPolicy.Tests;

public sealed class MemoryBudgetStoreTests : BudgetStoreContract
{
    private static readonly BudgetPeriod Minute = BudgetPeriod.Calendar(CalendarUnit.Minute, TimeZoneInfo.Utc);
    private static readonly BudgetPeriod RollingMinute = BudgetPeriod.Rolling(TimeSpan.FromMinutes(1));

    private readonly JumpingClock _clock = new();
    private readonly MemoryBudgetStore _store;

    public MemoryBudgetStoreTests() => _store = new MemoryBudgetStore(_clock);

    protected override IBudgetStore Store => _store;

    protected override void Pass(TimeSpan time) => _clock.Advance(time);

    [Fact]
    public async Task A_window_ends_on_its_edge_and_not_before()
    {
        BudgetCharge charge = new("c", Minute, 1, 1);
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Reserved);

        _clock.Advance(TimeSpan.FromMilliseconds(59_999));
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Refused);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Reserved);
    }

    [Fact]
    public async Task A_refusal_is_over_when_it_says()
    {
        await OutcomeAsync(new BudgetCharge("c", RollingMinute, 10, 4));
        _clock.Advance(TimeSpan.FromSeconds(20));
        await OutcomeAsync(new BudgetCharge("c", RollingMinute, 10, 4));
        _clock.Advance(TimeSpan.FromSeconds(5));
        BudgetCharge charge = new("c", RollingMinute, 10, 5);

        var refused = await _store.ReserveAsync(Reserve(charge), TestContext.Current.CancellationToken);
        var wait = refused.FitsAt.ShouldNotBeNull() - refused.At;

        wait.ShouldBe(TimeSpan.FromSeconds(36));
        _clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Refused);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Reserved);
    }

    [Fact]
    public async Task A_request_counts_in_the_window_in_which_it_was_reserved()
    {
        var reservation = Reserve(new BudgetCharge("c", Minute, 10, 10));
        await _store.ReserveAsync(reservation, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMinutes(1));

        await _store.SettleAsync(reservation, new long[] { 10 }, TestContext.Current.CancellationToken);

        (await ReadAsync("c", Minute)).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(BudgetExpiry.Charge, 10)]
    [InlineData(BudgetExpiry.GiveBack, 0)]
    public async Task A_lease_runs_out_by_itself(BudgetExpiry expiry, long used)
    {
        BudgetReservation reservation = new(
            Guid.NewGuid(), new BudgetCharge[] { new("c", Day, 10, 10), new("parallel", BudgetPeriod.WhileHeld, 1, 1) }, TimeSpan.FromMinutes(5), expiry);
        await _store.ReserveAsync(reservation, TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        (await ReadAsync("c", Day)).ShouldBe((0, 10));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        (await ReadAsync("c", Day)).ShouldBe((used, 0));
        (await ReadAsync("parallel", BudgetPeriod.WhileHeld)).ShouldBe((0, 0));
        (await _store.SettleAsync(reservation, new long[] { 3, 1 }, TestContext.Current.CancellationToken)).ShouldBe(BudgetEndOutcome.Ended);
        (await ReadAsync("c", Day)).ShouldBe((used, 0));
    }

    [Fact]
    [AbuseCase("B7")]
    public async Task A_clock_that_is_set_back_finds_what_the_earlier_window_had_used()
    {
        BudgetCharge charge = new("c", Minute, 1, 1);
        await OutcomeAsync(charge);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await OutcomeAsync(charge);

        _clock.Jump(TimeSpan.FromSeconds(-5));
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Refused);
        _clock.Jump(TimeSpan.FromSeconds(5));
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Refused);
    }

    [Fact]
    [AbuseCase("B7")]
    public async Task A_clock_that_is_set_back_takes_nothing_out_of_a_rolling_window()
    {
        BudgetCharge charge = new("c", RollingMinute, 1, 1);
        await OutcomeAsync(charge);

        _clock.Jump(TimeSpan.FromSeconds(-30));

        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Refused);
    }

    [Fact]
    public async Task A_clock_that_was_a_year_ahead_refuses_nobody_for_a_year()
    {
        _clock.Jump(TimeSpan.FromDays(365));
        await OutcomeAsync(new BudgetCharge("rolling", RollingMinute, 1, 1));
        await OutcomeAsync(new BudgetCharge("minute", Minute, 1, 1));

        _clock.Jump(TimeSpan.FromDays(-365));

        (await OutcomeAsync(new BudgetCharge("rolling", RollingMinute, 1, 1))).ShouldBe(BudgetReserveOutcome.Reserved);
        (await OutcomeAsync(new BudgetCharge("minute", Minute, 1, 1))).ShouldBe(BudgetReserveOutcome.Reserved);
    }

    [Fact]
    [AbuseCase("B7")]
    public async Task A_clock_that_jumps_ends_no_lease()
    {
        var reservation = Reserve(new BudgetCharge("parallel", BudgetPeriod.WhileHeld, 1, 1));
        await _store.ReserveAsync(reservation, TestContext.Current.CancellationToken);

        _clock.Jump(TimeSpan.FromHours(2));

        (await ReadAsync("parallel", BudgetPeriod.WhileHeld)).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Counters_whose_windows_are_over_are_dropped()
    {
        for (int i = 0; i < 20_000; i++)
        {
            await OutcomeAsync(new BudgetCharge($"caller-{i}", Minute, 1, 1));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _store.Count.ShouldBeLessThan(1_100);
    }

    [Fact]
    public async Task What_is_counted_for_more_values_than_there_is_room_for_is_not_answered_until_a_window_is_over()
    {
        MemoryBudgetStore store = new(_clock) { MostCounted = 3_000 };
        async Task<long?> CountAsync(params string[] names) =>
            (await store.CountAsync(Array.ConvertAll(names, name => new BudgetCharge(name, Minute, 1, 1)), TestContext.Current.CancellationToken))?.Readings.Span[0].Used;
        for (int i = 0; i < 3_000; i++)
        {
            (await CountAsync($"value-{i}")).ShouldBe(1);
        }

        (await CountAsync("another")).ShouldBeNull();
        (await CountAsync("value-7", "another")).ShouldBeNull();
        (await CountAsync("value-7")).ShouldBe(2);
        store.Count.ShouldBe(3_000);

        _clock.Advance(TimeSpan.FromMinutes(2));
        (await CountAsync("another")).ShouldBe(1);
        store.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Counters_are_not_dropped_while_a_lease_holds_them()
    {
        var first = Reserve(new BudgetCharge("held", BudgetPeriod.WhileHeld, 1, 1), new BudgetCharge("zero", Day, 10, 0));
        await _store.ReserveAsync(first, TestContext.Current.CancellationToken);
        for (int i = 0; i < 3_000; i++)
        {
            await OutcomeAsync(new BudgetCharge($"caller-{i}", Day, 1, 1), new BudgetCharge($"other-{i}", BudgetPeriod.WhileHeld, 1, 1));
        }

        await _store.SettleAsync(first, new long[] { 1, 4 }, TestContext.Current.CancellationToken);

        (await ReadAsync("zero", Day)).ShouldBe((4, 0));
        (await ReadAsync("other-0", BudgetPeriod.WhileHeld)).ShouldBe((0, 1));
        (await ReadAsync("caller-2999", Day)).ShouldBe((0, 1));
    }

    [Fact]
    public async Task What_is_kept_over_a_restart_is_used_as_if_all_leases_had_run_out()
    {
        _store.Restore([]);
        BudgetReservation[] reservations =
        [
            new(Guid.NewGuid(), new BudgetCharge[] { new("c", Day, 100, 10), new("parallel", BudgetPeriod.WhileHeld, 5, 1) }, TimeSpan.FromMinutes(1)),
            new(Guid.NewGuid(), new BudgetCharge[] { new("c", Day, 100, 20) }, TimeSpan.FromMinutes(1), BudgetExpiry.GiveBack),
        ];
        foreach (var reservation in reservations)
        {
            await _store.ReserveAsync(reservation, TestContext.Current.CancellationToken);
        }

        MemoryBudgetStore next = new(_clock);
        next.Restore(_store.TakeChanges());

        (await next.ReadAsync("c", Day, TestContext.Current.CancellationToken)).ShouldBe(new BudgetReading(10, 0, DateTimeOffset.FromUnixTimeMilliseconds(Day.At(_clock.GetUtcNow()).End)));
        (await next.ReadAsync("parallel", BudgetPeriod.WhileHeld, TestContext.Current.CancellationToken)).ShouldBe(new BudgetReading(0, 0, null));
        _store.TakeChanges().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_journal_that_lost_what_it_was_told_can_ask_for_all_of_it()
    {
        _store.Restore([]);
        await _store.ReserveAsync(Reserve(new BudgetCharge("c", Day, 100, 10), new BudgetCharge("parallel", BudgetPeriod.WhileHeld, 5, 1)), TestContext.Current.CancellationToken);
        await _store.CorrectAsync("d", Day, 3, TestContext.Current.CancellationToken);
        _store.TakeChanges();
        await _store.CorrectAsync("d", Day, 4, TestContext.Current.CancellationToken);

        _store.TakeAll().Select(record => (record.Counter, record.Used)).ShouldBe([("d", 7), ("c", 10)], ignoreOrder: true);

        _store.TakeChanges().ShouldBeEmpty();
    }
}
