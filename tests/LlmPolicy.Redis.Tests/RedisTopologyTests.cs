using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>Replicas, failover and clusters.</summary>
public sealed class RedisTopologyTests
{
    private static readonly BudgetPeriod Month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static RedisBudgetOptions Patient => new() { Timeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task A_primary_that_has_become_a_replica_neither_grants_nor_refuses_nor_ends_anything()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.PatientAddress));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        (await store.ReserveAsync(Reserve(1_000), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        (await store.ReserveAsync(Reserve(1), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Refused);

        await server.RunAsync("REPLICAOF", "127.0.0.1", $"{RedisServer.FreePort()}");

        (await store.ReserveAsync(Reserve(1), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await store.ReserveAsync(Reserve(0), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await store.SettleAsync(Reserve(1), new long[] { 1 }, Cancelled)).ShouldBe(BudgetEndOutcome.Pending);
    }

    [Fact]
    public async Task A_primary_without_the_replicas_that_it_needs_neither_grants_nor_refuses()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.PatientAddress));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        var reservation = Reserve(1_000);
        await store.ReserveAsync(reservation, Cancelled);

        await server.RunAsync("CONFIG", "SET", "min-replicas-to-write", "1");

        (await store.ReserveAsync(Reserve(0), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await store.ReserveAsync(Reserve(1), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await store.SettleAsync(reservation, new long[] { 7 }, Cancelled)).ShouldBe(BudgetEndOutcome.Pending);

        await server.RunAsync("CONFIG", "SET", "min-replicas-to-write", "0");
        await Waiting.UntilAsync(() => store.Pending == 0);
        (await store.AnsweredAsync("c", Month)).ShouldBe((7, 0));
    }

    [Fact]
    public async Task After_a_failover_the_new_primary_goes_on_with_what_was_reserved()
    {
        await using var primary = await RedisServer.StartedAsync();
        await using var replica = await RedisServer.StartedAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect($"{primary.Address},{replica.Address}"));
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        var reservation = Reserve(10);
        await Waiting.UntilAsync(async () => (await store.ReserveAsync(reservation, Cancelled)).Outcome == BudgetReserveOutcome.Reserved);
        await Waiting.UntilAsync(async () => (long)await primary.RunAsync("WAIT", "1", "1000") == 1);

        await primary.KillAsync();
        await replica.RunAsync("REPLICAOF", "NO", "ONE");
        await store.SettleAsync(reservation, new long[] { 7 }, Cancelled);

        await Waiting.UntilAsync(() => store.Pending == 0);
        (await store.AnsweredAsync("c", Month)).ShouldBe((7, 0));
    }

    [Fact]
    public async Task In_a_cluster_all_keys_lie_in_one_slot()
    {
        await using var server = await RedisServer.StartedAsync("--cluster-enabled", "yes", "--cluster-port", $"{RedisServer.FreePort()}");
        await server.RunAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Waiting.UntilAsync(async () => ((string)(await server.RunAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok"));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.PatientAddress));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        BudgetReservation reservation = new(Guid.NewGuid(), new BudgetCharge[] { new("one", Month, 10, 3), new("two", Month, 10, 4) }, TimeSpan.FromMinutes(10));

        (await store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        (await store.SettleAsync(reservation, new long[] { 3, 4 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        (await store.AnsweredAsync("two", Month)).ShouldBe((4, 0));
    }

    [Fact]
    public async Task While_a_slot_is_moved_known_callers_go_on()
    {
        int[] buses = [RedisServer.FreePort(), RedisServer.FreePort()];
        await using var from = await RedisServer.StartedAsync("--cluster-enabled", "yes", "--cluster-port", $"{buses[0]}");
        await using var to = await RedisServer.StartedAsync("--cluster-enabled", "yes", "--cluster-port", $"{buses[1]}");
        await from.RunAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await from.RunAsync("CLUSTER", "MEET", "127.0.0.1", $"{to.Port}", $"{buses[1]}");
        foreach (var server in new[] { from, to })
        {
            await Waiting.UntilAsync(async () => ((string)(await server.RunAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok"));
        }

        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(from.PatientAddress));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        // What is not there before the move begins is asked for at the other server.
        await Waiting.UntilAsync(async () => (await store.ReserveAsync(Reserve(1), Cancelled)).Outcome == BudgetReserveOutcome.Reserved);

        long slot = (long)await from.RunAsync("CLUSTER", "KEYSLOT", "{llmpolicy}:leases");
        string id = (string)(await to.RunAsync("CLUSTER", "MYID"))!;
        await from.RunAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", id);

        var reservation = Reserve(10);
        (await store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        (await store.SettleAsync(reservation, new long[] { 7 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
    }

    private static BudgetReservation Reserve(long amount) => new(Guid.NewGuid(), new BudgetCharge[] { new("c", Month, 1_000, amount) }, TimeSpan.FromMinutes(10));
}
