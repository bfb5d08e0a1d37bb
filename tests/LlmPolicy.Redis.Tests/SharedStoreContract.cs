using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>What the store does on every server that speaks Redis's protocol and runs its scripts.</summary>
public abstract class SharedStoreContract : BudgetStoreContract, IAsyncLifetime
{
    private const string Counter = "{llmpolicy}:c:c";

    private static readonly string[] Keys = ["leases", "due", "c:c"];

    private IAsyncDisposable? _server;
    private ConnectionMultiplexer? _connection;
    private RedisBudgetStore? _store;

    protected override IBudgetStore Store => _store!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IDatabase Database => _connection!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        (_server, string address) = await StartServerAsync();
        var options = RedisBudgetStore.Connect(address);
        options.AllowAdmin = true;
        options.AsyncTimeout = 60_000;
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
        _store = NewStore();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null)
        {
            await _store!.DisposeAsync();
            await _connection!.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_a_flush_counters_begin_anew_and_settling_creates_none()
    {
        var reservation = Reserve(Charge);
        await Store.ReserveAsync(reservation, Cancelled);

        await Database.ExecuteAsync("FLUSHALL");

        (await Store.SettleAsync(reservation, new long[] { 10 }, Cancelled)).ShouldBe(BudgetEndOutcome.Unknown);
        (await Database.KeyExistsAsync(Counter)).ShouldBeFalse();
        (await Store.ReserveAsync(Reserve(Charge), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
    }

    [Fact]
    public async Task A_counter_that_is_lost_is_not_taken_below_nothing()
    {
        var reservation = Reserve(Charge);
        await Store.ReserveAsync(reservation, Cancelled);

        await Database.KeyDeleteAsync(Counter);

        (await Store.SettleAsync(reservation, new long[] { 10 }, Cancelled)).ShouldBe(BudgetEndOutcome.Done);
        (await Database.KeyExistsAsync(Counter)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(BudgetExpiry.Charge, 10)]
    [InlineData(BudgetExpiry.GiveBack, 0)]
    public async Task A_lease_whose_process_is_gone_is_ended_by_another(BudgetExpiry expiry, long used)
    {
        await using (var gone = NewStore())
        {
            var reservation = Reserve(Charge) with { Lifetime = TimeSpan.FromSeconds(1), OnExpiry = expiry };
            (await gone.ReserveAsync(reservation, Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Reserved);
        }

        await Waiting.UntilAsync(async () => (await ReadAsync("c", Day)).Reserved == 0);
        (await ReadAsync("c", Day)).ShouldBe((used, 0));
    }

    [Fact]
    public async Task A_later_schema_is_left_alone()
    {
        await Database.StringSetAsync("{llmpolicy}:schema", "2");
        await using var store = NewStore();

        (await store.ReserveAsync(Reserve(Charge), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);
        (await Database.KeyExistsAsync("{llmpolicy}:leases")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_rolling_second_is_counted_while_a_thousand_ask()
    {
        BudgetCharge charge = new("c", BudgetPeriod.Rolling(TimeSpan.FromSeconds(1)), 1_000_000, 1);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => OutcomeAsync(charge), Cancelled)));

        outcomes.ShouldAllBe(outcome => outcome == BudgetReserveOutcome.Reserved);
    }

    [Theory]
    [InlineData("leases")]
    [InlineData("due")]
    [InlineData("c:c")]
    public async Task Nothing_is_half_done_where_a_key_is_of_another_kind(string key)
    {
        await Store.ReadAsync("c", Day, Cancelled);
        await Database.StringSetAsync($"{{llmpolicy}}:{key}", "text");

        (await Store.ReserveAsync(Reserve(Charge), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);

        string[] others = [.. Keys.Where(other => other != key)];
        (await Task.WhenAll(others.Select(other => Database.KeyExistsAsync($"{{llmpolicy}}:{other}")))).ShouldAllBe(exists => !exists);
    }

    [Theory]
    [InlineData("leases")]
    [InlineData("due")]
    [InlineData("c:c")]
    public async Task A_lease_is_not_half_ended_where_a_key_is_of_another_kind(string key)
    {
        var reservation = Reserve(Charge, new BudgetCharge("other", Day, 100, 5));
        await Store.ReserveAsync(reservation, Cancelled);
        await Database.StringSetAsync($"{{llmpolicy}}:{key}", "text");

        (await Store.SettleAsync(reservation, new long[] { 7, 3 }, Cancelled)).ShouldBe(BudgetEndOutcome.Pending);

        (await ReadAsync("other", Day)).ShouldBe((0, 5));
    }

    [Fact]
    public async Task A_counter_that_holds_no_number_takes_nothing()
    {
        string field = $"u{Day.At(DateTimeOffset.UtcNow).Start}";
        await Database.HashSetAsync(Counter, field, "many");

        (await Store.ReserveAsync(Reserve(new BudgetCharge("first", Day, 100, 1), Charge), Cancelled)).Outcome.ShouldBe(BudgetReserveOutcome.Unavailable);

        (await Database.KeyExistsAsync("{llmpolicy}:leases")).ShouldBeFalse();
        (await Database.KeyExistsAsync("{llmpolicy}:c:first")).ShouldBeFalse();
    }

    private static BudgetCharge Charge => new("c", Day, 1_000, 10);

    /// <summary>Starts a server, or skips the test where there is none.</summary>
    protected abstract Task<(IAsyncDisposable Server, string Address)> StartServerAsync();

    private RedisBudgetStore NewStore() => new(
        _connection!, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System, NullLogger<RedisBudgetStore>.Instance);
}
