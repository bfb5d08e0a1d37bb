namespace LlmPolicy.Tests;

/// <summary>What every store does, whatever keeps its counters.</summary>
public abstract class BudgetStoreContract
{
    protected static readonly BudgetPeriod Day = BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc);
    protected static readonly BudgetPeriod RollingHour = BudgetPeriod.Rolling(TimeSpan.FromHours(1));

    private static readonly BudgetPeriod Second = BudgetPeriod.Calendar(CalendarUnit.Second, TimeZoneInfo.Utc);
    private static readonly BudgetPeriod Year = BudgetPeriod.Calendar(CalendarUnit.Year, TimeZoneInfo.Utc);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected abstract IBudgetStore Store { get; }

    [Fact]
    public async Task What_is_reserved_is_used_when_it_is_settled()
    {
        var reservation = Reserve(new BudgetCharge("tokens", Day, 100, 30), new BudgetCharge("rolling", RollingHour, 100, 40));

        var result = await Store.ReserveAsync(reservation, Cancelled);

        result.Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        result.Readings.ToArray().Select(r => (r.Used, r.Reserved)).ShouldBe([(0, 30), (0, 40)]);
        (await Store.SettleAsync(reservation, new long[] { 25, 40 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        (await ReadAsync("tokens", Day)).ShouldBe((25, 0));
        (await ReadAsync("rolling", RollingHour)).ShouldBe((40, 0));
    }

    [Fact]
    public async Task A_limit_can_be_reached_and_not_passed()
    {
        (await OutcomeAsync(new BudgetCharge("c", Day, 100, 60))).ShouldBe(BudgetReserveOutcome.Reserved);
        (await OutcomeAsync(new BudgetCharge("c", Day, 100, 41))).ShouldBe(BudgetReserveOutcome.Refused);
        (await OutcomeAsync(new BudgetCharge("c", Day, 100, 40))).ShouldBe(BudgetReserveOutcome.Reserved);
        (await OutcomeAsync(new BudgetCharge("c", Day, 100, 0))).ShouldBe(BudgetReserveOutcome.Reserved);
        (await ReadAsync("c", Day)).ShouldBe((0, 100));
    }

    [Fact]
    public async Task Where_one_limit_binds_nothing_is_reserved_of_any()
    {
        await OutcomeAsync(new BudgetCharge("full", Day, 10, 10));

        var result = await Store.ReserveAsync(Reserve(new BudgetCharge("free", RollingHour, 10, 1), new BudgetCharge("full", Day, 10, 1)), Cancelled);

        result.Outcome.ShouldBe(BudgetReserveOutcome.Refused);
        result.Binding.ShouldBe(1);
        result.Readings.ToArray().Select(r => (r.Used, r.Reserved)).ShouldBe([(0, 0), (0, 10)]);
        result.FitsAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(Day.At(result.At).End));
        (await ReadAsync("free", RollingHour)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_refusal_by_a_rolling_limit_says_when_enough_has_gone_out_of_it()
    {
        await OutcomeAsync(new BudgetCharge("c", RollingHour, 10, 4));

        var result = await Store.ReserveAsync(Reserve(new BudgetCharge("c", RollingHour, 10, 7)), Cancelled);

        result.Outcome.ShouldBe(BudgetReserveOutcome.Refused);
        result.FitsAt.ShouldNotBeNull();
        (result.FitsAt.Value - result.At).ShouldBeInRange(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task An_amount_above_its_limit_never_fits_and_binds_above_all_others()
    {
        await OutcomeAsync(new BudgetCharge("full", Day, 10, 10));

        var result = await Store.ReserveAsync(Reserve(new BudgetCharge("full", Day, 10, 1), new BudgetCharge("small", RollingHour, 10, 11)), Cancelled);

        (result.Outcome, result.Binding, result.FitsAt).ShouldBe((BudgetReserveOutcome.Refused, 1, null));
    }

    [Fact]
    public async Task What_was_used_beyond_the_reservation_is_charged_and_refuses_the_next_one()
    {
        await SettledAsync(new BudgetCharge("c", Day, 100, 10), 130);

        (await ReadAsync("c", Day)).ShouldBe((130, 0));
        (await OutcomeAsync(new BudgetCharge("c", Day, 100, 0))).ShouldBe(BudgetReserveOutcome.Refused);
    }

    [Fact]
    [AbuseCase("B9")]
    public async Task A_lease_is_settled_once()
    {
        var reservation = await SettledAsync(new BudgetCharge("c", Day, 100, 10), 7);

        (await Store.SettleAsync(reservation, new long[] { 7 }, Cancelled)).ShouldBe(BudgetEndOutcome.Ended);
        (await Store.CancelAsync(reservation, Cancelled)).ShouldBe(BudgetEndOutcome.Ended);
        (await Store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Ended);
        (await ReadAsync("c", Day)).ShouldBe((7, 0));
    }

    [Fact]
    public async Task A_lease_is_reserved_once()
    {
        var reservation = Reserve(new BudgetCharge("c", Day, 10, 10));
        await Store.ReserveAsync(reservation, Cancelled);

        (await Store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        (await ReadAsync("c", Day)).ShouldBe((0, 10));
    }

    [Fact]
    public async Task A_cancelled_lease_gives_all_back_and_nothing_comes_after_it()
    {
        var reservation = Reserve(new BudgetCharge("c", Day, 10, 10));
        await Store.ReserveAsync(reservation, Cancelled);

        (await Store.CancelAsync(reservation, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        (await Store.CancelAsync(reservation, Cancelled)).ShouldBe(BudgetEndOutcome.Ended);
        (await Store.SettleAsync(reservation, new long[] { 10 }, Cancelled)).ShouldBe(BudgetEndOutcome.Ended);
        (await Store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Ended);
        (await ReadAsync("c", Day)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_reservation_that_arrives_behind_its_cancellation_reserves_nothing()
    {
        var reservation = Reserve(new BudgetCharge("c", Day, 10, 10));

        (await Store.CancelAsync(reservation, Cancelled)).ShouldBe(BudgetEndOutcome.Unknown);
        (await Store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Ended);
        (await ReadAsync("c", Day)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_lease_that_is_not_known_is_not_charged()
    {
        (await Store.SettleAsync(Reserve(new BudgetCharge("c", Day, 10, 10)), new long[] { 10 }, Cancelled)).ShouldBe(BudgetEndOutcome.Unknown);
        (await ReadAsync("c", Day)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_is_held_is_given_back_whatever_was_used()
    {
        BudgetCharge charge = new("parallel", BudgetPeriod.WhileHeld, 1, 1);
        var first = Reserve(charge);
        await Store.ReserveAsync(first, Cancelled);

        var refused = await Store.ReserveAsync(Reserve(charge), Cancelled);
        await Store.SettleAsync(first, new long[] { 1 }, Cancelled);

        (refused.Outcome, refused.Binding, refused.FitsAt).ShouldBe((BudgetReserveOutcome.Refused, 0, null));
        (await OutcomeAsync(charge)).ShouldBe(BudgetReserveOutcome.Reserved);
    }

    [Theory]
    [AbuseCase("B4")]
    [InlineData(-5, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(long.MaxValue, (1L << 53) - 1)]
    public async Task What_others_tell_of_usage_is_held_in_bounds(long told, long used)
    {
        await SettledAsync(new BudgetCharge("c", Day, 100, 10), told);

        (await ReadAsync("c", Day)).ShouldBe((used, 0));
    }

    [Fact]
    public async Task Amounts_are_exact_up_to_2_to_the_53rd()
    {
        const long Most = (1L << 53) - 1;
        await SettledAsync(new BudgetCharge("c", Day, Most, Most - 1), Most - 1);

        (await OutcomeAsync(new BudgetCharge("c", Day, Most, 2))).ShouldBe(BudgetReserveOutcome.Refused);
        (await OutcomeAsync(new BudgetCharge("c", Day, Most, 1))).ShouldBe(BudgetReserveOutcome.Reserved);
        (await ReadAsync("c", Day)).ShouldBe((Most - 1, 1));
    }

    [Fact]
    public async Task An_operator_corrects_what_is_used_and_not_what_is_reserved()
    {
        await SettledAsync(new BudgetCharge("c", Day, 100, 10), 10);
        await OutcomeAsync(new BudgetCharge("c", Day, 100, 5));

        (await Store.CorrectAsync("c", Day, 7, Cancelled)).ShouldNotBeNull().Used.ShouldBe(17);
        (await Store.CorrectAsync("c", Day, -2, Cancelled)).ShouldNotBeNull().Used.ShouldBe(15);
        (await Store.CorrectAsync("c", Day, -1_000, Cancelled)).ShouldNotBeNull().Used.ShouldBe(0);
        (await ReadAsync("c", Day)).ShouldBe((0, 5));
    }

    [Fact]
    public async Task An_operator_corrects_a_counter_that_nobody_has_used()
    {
        (await Store.CorrectAsync("c", RollingHour, 7, Cancelled)).ShouldNotBeNull().Used.ShouldBe(7);
        (await ReadAsync("c", RollingHour)).ShouldBe((7, 0));
    }

    [Fact]
    public async Task An_operator_resets_what_is_used_and_not_what_is_reserved()
    {
        await SettledAsync(new BudgetCharge("c", RollingHour, 100, 10), 10);
        await OutcomeAsync(new BudgetCharge("c", RollingHour, 100, 5));

        (await Store.ResetAsync("c", RollingHour, Cancelled)).ShouldNotBeNull().Reserved.ShouldBe(5);
        (await ReadAsync("c", RollingHour)).ShouldBe((0, 5));
    }

    [Fact]
    [AbuseCase("B1")]
    public async Task A_thousand_at_once_get_as_many_as_fit_and_no_more()
    {
        BudgetCharge[] charges = [new("requests", Day, 100, 1), new("tokens", RollingHour, 1_000_000, 10)];
        using SemaphoreSlim done = new(0, 1);
        var watching = Task.Run(() => WatchAsync("requests", 100, done), Cancelled);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => OutcomeAsync(charges), Cancelled)));
        done.Release();

        outcomes.Count(o => o == BudgetReserveOutcome.Reserved).ShouldBe(100);
        outcomes.Count(o => o == BudgetReserveOutcome.Refused).ShouldBe(900);
        (await ReadAsync("requests", Day)).ShouldBe((0, 100));
        (await ReadAsync("tokens", RollingHour)).ShouldBe((0, 1_000));
        await watching;
    }

    [Fact]
    public async Task Counting_adds_at_once_whatever_the_limit()
    {
        BudgetCharge[] charges = [new("a", Day, 1, 1), new("b", RollingHour, 0, 3)];

        await Store.CountAsync(charges, Cancelled);
        var count = (await Store.CountAsync(charges, Cancelled)).ShouldNotBeNull();

        count.Readings.ToArray().Select(r => (r.Used, r.Reserved)).ShouldBe([(2, 0), (6, 0)]);
        count.Readings.Span[0].ResetsAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(Day.At(count.At).End));
        (await ReadAsync("a", Day)).ShouldBe((2, 0));
        (await OutcomeAsync(new BudgetCharge("a", Day, 2, 1))).ShouldBe(BudgetReserveOutcome.Refused);
    }

    [Fact]
    public async Task Counting_reads_what_is_reserved_beside_it()
    {
        await OutcomeAsync(new BudgetCharge("c", Day, 10, 4));

        var count = (await Store.CountAsync(new BudgetCharge[] { new("c", Day, 0, 1) }, Cancelled)).ShouldNotBeNull();

        (count.Readings.Span[0].Used, count.Readings.Span[0].Reserved).ShouldBe((1, 4));
    }

    [Fact]
    public async Task A_thousand_that_count_at_once_each_read_another_sum()
    {
        BudgetCharge[] charges = [new("year", Year, 100, 1), new("day", Day, 100, 2)];

        var counts = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(async () => await Store.CountAsync(charges, Cancelled), Cancelled)));

        counts.Select(count => count.ShouldNotBeNull().Readings.Span[0].Used).Order().ShouldBe(Enumerable.Range(1, 1_000).Select(i => (long)i));
        counts.Count(count => count!.Value.Readings.Span[1].Used <= 100).ShouldBe(50);
        (await ReadAsync("year", Year)).ShouldBe((1_000, 0));
    }

    [Fact]
    public async Task What_counts_for_a_second_is_over_in_the_next()
    {
        // As many as it takes until a window has ended between two of them.
        BudgetCharge[] charges = [new("second", Second, 1, 1)];
        List<(DateTimeOffset At, BudgetReading Reading)> counts = [];
        do
        {
            var count = (await Store.CountAsync(charges, Cancelled)).ShouldNotBeNull();
            counts.Add((count.At, count.Readings.Span[0]));
            Pass(TimeSpan.FromMilliseconds(300));
        }
        while (counts[0].At.ToUnixTimeSeconds() == counts[^1].At.ToUnixTimeSeconds());

        foreach (var (second, within) in counts.GroupBy(count => count.At.ToUnixTimeSeconds()).Select(group => (group.Key, group.ToList())))
        {
            within.Select(count => count.Reading.Used).ShouldBe(Enumerable.Range(1, within.Count).Select(i => (long)i));
            within.ShouldAllBe(count => count.Reading.ResetsAt == DateTimeOffset.FromUnixTimeSeconds(second + 1));
        }
    }

    [Fact]
    public async Task A_count_stays_where_numbers_are_exact()
    {
        const long Most = (1L << 53) - 1;
        BudgetCharge[] charges = [new("c", Day, 0, Most)];

        await Store.CountAsync(charges, Cancelled);

        (await Store.CountAsync(charges, Cancelled)).ShouldNotBeNull().Readings.Span[0].Used.ShouldBe(Most);
    }

    [Fact]
    public async Task A_count_that_cannot_be_meant_is_an_exception()
    {
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CountAsync(ReadOnlyMemory<BudgetCharge>.Empty, Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CountAsync(new BudgetCharge[] { new("c", Day, 1, -1) }, Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CountAsync(new BudgetCharge[] { new("c", BudgetPeriod.WhileHeld, 1, 1) }, Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CountAsync(new BudgetCharge[] { new("c", Day, 1, 1), new("c", Day, 1, 1) }, Cancelled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a{b}")]
    [InlineData("é")]
    public async Task A_counter_has_a_visible_name(string counter) =>
        await Should.ThrowAsync<ArgumentException>(async () => await Store.ReserveAsync(Reserve(new BudgetCharge(counter, Day, 1, 1)), Cancelled));

    [Fact]
    public async Task A_reservation_that_cannot_be_meant_is_an_exception()
    {
        await Should.ThrowAsync<ArgumentException>(async () => await Store.ReserveAsync(Reserve(), Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.ReserveAsync(Reserve(new BudgetCharge("c", Day, 1, -1)), Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.ReserveAsync(Reserve(new BudgetCharge("c", Day, 1L << 53, 1)), Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.ReserveAsync(Reserve(new BudgetCharge("c", Day, 1, 1), new BudgetCharge("c", Day, 1, 1)), Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.SettleAsync(Reserve(new BudgetCharge("c", Day, 1, 1)), ReadOnlyMemory<long>.Empty, Cancelled));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CorrectAsync("c", BudgetPeriod.WhileHeld, 1, Cancelled));
    }

    protected static BudgetReservation Reserve(params BudgetCharge[] charges) => new(Guid.NewGuid(), charges, TimeSpan.FromMinutes(10));

    protected async Task<BudgetReserveOutcome> OutcomeAsync(params BudgetCharge[] charges) => (await Store.ReserveAsync(Reserve(charges), Cancelled)).Outcome;

    protected async Task<(long Used, long Reserved)> ReadAsync(string counter, BudgetPeriod period)
    {
        var reading = (await Store.ReadAsync(counter, period, Cancelled)).ShouldNotBeNull();
        return (reading.Used, reading.Reserved);
    }

    private async Task<BudgetReservation> SettledAsync(BudgetCharge charge, long used)
    {
        var reservation = Reserve(charge);
        (await Store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        (await Store.SettleAsync(reservation, new[] { used }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        return reservation;
    }

    /// <summary>Lets the time go on.</summary>
    protected virtual void Pass(TimeSpan time)
    {
    }

    /// <summary>Reads until it is told to stop, and finds no instant with more than the limit.</summary>
    private async Task WatchAsync(string counter, long limit, SemaphoreSlim done)
    {
        do
        {
            var (used, reserved) = await ReadAsync(counter, Day);
            (used + reserved).ShouldBeLessThanOrEqualTo(limit);
        }
        while (!await done.WaitAsync(TimeSpan.Zero, Cancelled));
    }
}
