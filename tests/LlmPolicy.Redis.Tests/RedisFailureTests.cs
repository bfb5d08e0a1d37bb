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
        store.Pending.ShouldBe(1, "nothing was sent that a cancel had to undo");
    }

    [Fact]
    [AbuseCase("B8")]
    public async Task What_a_slow_server_runs_too_late_reserves_nothing()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var admin = await server.ConnectAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions(), TimeProvider.System);
        await store.AnsweredAsync("c", Month);

        await admin.GetDatabase().ExecuteAsync("CLIENT", "PAUSE", "700", "ALL");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ => (await store.ReserveAsync(Reserve(), Cancelled)).Outcome));
        outcomes.ShouldAllBe(outcome => outcome == BudgetReserveOutcome.Unavailable);

        await Waiting.UntilAsync(() => store.Pending == 0);
        (await admin.GetDatabase().KeyExistsAsync("{llmpolicy}:c:c")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_settled_while_the_server_is_dead_is_charged_once_when_it_is_back()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.PatientAddress));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        var reservation = Reserve();
        await store.AnsweredAsync("c", Month);
        await Waiting.UntilAsync(async () => (await store.ReserveAsync(reservation, Cancelled)).Outcome == BudgetReserveOutcome.Reserved);

        await server.KillAsync();
        (await store.SettleAsync(reservation, new long[] { 7 }, Cancelled)).ShouldBe(BudgetEndOutcome.Pending);
        await server.StartAsync();

        await Waiting.UntilAsync(() => store.Pending == 0);
        (await store.AnsweredAsync("c", Month)).ShouldBe((7, 0));
    }

    [Fact]
    public async Task A_full_server_refuses_to_reserve_and_still_settles()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var admin = await server.ConnectAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.PatientAddress));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        var reservation = Reserve();
        await store.ReserveAsync(reservation, Cancelled);

        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        (await store.ReserveAsync(Reserve(), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await store.SettleAsync(reservation, new long[] { 7 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        (await store.AnsweredAsync("c", Month)).ShouldBe((7, 0));
    }

    [Fact]
    public async Task While_a_server_stands_still_no_more_is_left_open_than_what_the_breaker_let_through()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        LogSink log = new();
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions { Timeout = TimeSpan.FromMilliseconds(500), BreakDuration = TimeSpan.FromHours(1) }, TimeProvider.System, log.For<RedisBudgetStore>());
        await store.AnsweredAsync("c", Month);

        server.Stop();
        for (int wave = 0; wave < 50; wave++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await store.ReserveAsync(Reserve(), Cancelled)).Outcome));
            outcomes.ShouldAllBe(outcome => outcome == BudgetReserveOutcome.Unavailable);
        }

        server.Continue();
        store.Pending.ShouldBeInRange(1, 60, "of 1,000");
        log.Named("RedisUnavailable").Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_outage_is_logged_when_it_begins_and_when_it_ends_and_names_nobody()
    {
        await using var server = await RedisServer.StartedAsync();
        await server.RunAsync("CONFIG", "SET", "requirepass", "open-sesame");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect($"{server.Address},password=open-sesame"));
        LogSink log = new();
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions(), TimeProvider.System, log.For<RedisBudgetStore>());
        await store.AnsweredAsync("c", Month);

        server.Stop();
        await Waiting.UntilAsync(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.SettleAsync(Reserve(), new long[] { 1 }, Cancelled).AsTask()));
            return log.Named("RedisUnavailable").Any();
        });
        await log.Seen("EndsPending", 1);
        server.Continue();

        await log.Seen("EndsConfirmed", 1);
        log.Lines.Select(line => line.Event).Where(name => name != "RedisSettings").ShouldBe(["RedisUnavailable", "EndsPending", "RedisAvailable", "EndsConfirmed"], ignoreOrder: true);
        log.Lines.ShouldAllBe(line => !line.Text.Contains("open-sesame") && !line.Text.Contains("127.0.0.1") && !line.Text.Contains("{llmpolicy}"));
    }

    [Fact]
    public async Task An_error_of_the_server_is_logged_once_and_opens_no_breaker()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.PatientAddress));
        LogSink log = new();
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System, log.For<RedisBudgetStore>());
        await store.AnsweredAsync("c", Month);
        await server.RunAsync("CONFIG", "SET", "maxmemory", "1");

        for (int i = 0; i < 50; i++)
        {
            (await store.ReserveAsync(Reserve(), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        }

        await server.RunAsync("CONFIG", "SET", "maxmemory", "0");
        (await store.ReserveAsync(Reserve(), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        store.Pending.ShouldBe(0);
        log.Lines.Select(line => line.Event).ShouldBe(["RedisError", "RedisErrorOver"]);
    }

    [Fact]
    public async Task A_server_that_has_forgotten_its_scripts_is_sent_them_again()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.PatientAddress));
        await using RedisBudgetStore store = new(connection, Patient, TimeProvider.System);
        var reservation = Reserve();
        await store.ReserveAsync(Reserve(), Cancelled);

        await server.RunAsync("SCRIPT", "FLUSH");
        (await store.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        await server.RunAsync("SCRIPT", "FLUSH");
        (await store.SettleAsync(reservation, new long[] { 1 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
    }

    private static RedisBudgetOptions Patient => new() { Timeout = TimeSpan.FromSeconds(30) };

    private static BudgetReservation Reserve() => new(Guid.NewGuid(), new BudgetCharge[] { new("c", Month, 1_000, 10) }, TimeSpan.FromMinutes(10));
}
