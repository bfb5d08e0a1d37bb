using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>A server that is not there, slow, killed or flushed.</summary>
public sealed class RedisFailureTests
{
    private static readonly BudgetPeriod Month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_server_a_reservation_is_unavailable()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect($"127.0.0.1:{RedisServer.FreePort()}"));
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions(), TimeProvider.System);

        (await store.ReserveAsync(Reserve(), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await store.SettleAsync(Reserve(), new long[] { 1 }, Cancelled)).ShouldBe(BudgetEndOutcome.Pending);
        (await store.ReadAsync("c", Month, Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_slow_server_runs_too_late_reserves_nothing()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var admin = await server.ConnectAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions(), TimeProvider.System);
        await AnsweredAsync(store);

        await admin.GetDatabase().ExecuteAsync("CLIENT", "PAUSE", "700", "ALL");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ => (await store.ReserveAsync(Reserve(), Cancelled)).Outcome));
        outcomes.ShouldAllBe(outcome => outcome == BudgetReserveOutcome.Unavailable);

        await UntilAsync(() => Task.FromResult(store.Pending == 0));
        (await admin.GetDatabase().KeyExistsAsync("{llmpolicy}:c:c")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_settled_while_the_server_is_dead_is_charged_once_when_it_is_back()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions(), TimeProvider.System);
        var reservation = Reserve();
        await AnsweredAsync(store);
        await UntilAsync(async () => (await store.ReserveAsync(reservation, Cancelled)).Outcome == BudgetReserveOutcome.Reserved);

        await server.KillAsync();
        (await store.SettleAsync(reservation, new long[] { 7 }, Cancelled)).ShouldBe(BudgetEndOutcome.Pending);
        await server.StartAsync();

        await UntilAsync(() => Task.FromResult(store.Pending == 0));
        (await AnsweredAsync(store)).ShouldBe((7, 0));
    }

    [Fact]
    public async Task After_a_flush_counters_begin_anew_and_settling_creates_none()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var admin = await server.ConnectAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        var reservation = Reserve();
        await store.ReserveAsync(reservation, Cancelled);

        await admin.GetDatabase().ExecuteAsync("FLUSHALL");
        await admin.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");

        (await store.SettleAsync(reservation, new long[] { 10 }, Cancelled)).ShouldBe(BudgetEndOutcome.Unknown);
        (await AnsweredAsync(store)).ShouldBe((0, 0));
        (await store.ReserveAsync(Reserve(), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
    }

    [Fact]
    public async Task A_counter_that_is_lost_is_not_taken_below_nothing()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var admin = await server.ConnectAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        var reservation = Reserve();
        await store.ReserveAsync(reservation, Cancelled);

        await admin.GetDatabase().KeyDeleteAsync("{llmpolicy}:c:c");

        (await store.SettleAsync(reservation, new long[] { 10 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        (await admin.GetDatabase().KeyExistsAsync("{llmpolicy}:c:c")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_full_server_refuses_to_reserve_and_still_settles()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var admin = await server.ConnectAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        var reservation = Reserve();
        await store.ReserveAsync(reservation, Cancelled);

        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        (await store.ReserveAsync(Reserve(), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await store.SettleAsync(reservation, new long[] { 7 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        (await AnsweredAsync(store)).ShouldBe((7, 0));
    }

    [Theory]
    [InlineData(BudgetExpiry.Charge, 10)]
    [InlineData(BudgetExpiry.GiveBack, 0)]
    public async Task A_lease_whose_process_is_gone_is_ended_by_another(BudgetExpiry expiry, long used)
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using (RedisBudgetStore gone = new(connection, Patient, TimeProvider.System))
        {
            (await gone.ReserveAsync(Reserve() with { Lifetime = TimeSpan.FromSeconds(1), OnExpiry = expiry }, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        }

        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);

        await UntilAsync(async () => (await AnsweredAsync(store)).Reserved == 0);
        (await AnsweredAsync(store)).ShouldBe((used, 0));
    }

    [Fact]
    public async Task A_later_schema_is_left_alone()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var admin = await server.ConnectAsync();
        await admin.GetDatabase().StringSetAsync("{llmpolicy}:schema", "2");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);

        (await store.ReserveAsync(Reserve(), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await admin.GetDatabase().KeyExistsAsync("{llmpolicy}:leases")).ShouldBeFalse();
    }

    [Fact]
    public async Task Four_connections_together_get_as_many_as_fit()
    {
        await using var server = await RedisServer.StartedAsync();
        int reserved = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
            await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 250).Select(async _ => (await store.ReserveAsync(Reserve(), Cancelled)).Outcome));
            Interlocked.Add(ref reserved, outcomes.Count(o => o == BudgetReserveOutcome.Reserved));
        }));

        reserved.ShouldBe(100);
    }

    private static RedisBudgetOptions Patient => new() { Timeout = TimeSpan.FromSeconds(30) };

    private static BudgetReservation Reserve() => new(Guid.NewGuid(), new BudgetCharge[] { new("c", Month, 1_000, 10) }, TimeSpan.FromMinutes(10));

    /// <summary>What the counter holds, once the server answers.</summary>
    private static async Task<(long Used, long Reserved)> AnsweredAsync(RedisBudgetStore store)
    {
        BudgetReading? reading = null;
        await UntilAsync(async () => (reading = await store.ReadAsync("c", Month, Cancelled)) is not null);
        return (reading!.Value.Used, reading.Value.Reserved);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
