using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>The scripts, with a clock that a test moves. A process that is gone leaves its leases to the next one.</summary>
internal sealed class ModelledRedis(IConnectionMultiplexer connection) : ModelledStore, IAsyncDisposable
{
    private readonly IConnectionMultiplexer _clocked = ScriptClock.Around(connection);
    private DateTimeOffset _now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private RedisBudgetStore? _store;

    public override RedisBudgetStore Store => _store!;

    public override DateTimeOffset Now => _now;

    public async Task StartAsync()
    {
        await connection.GetDatabase().ExecuteAsync("FLUSHALL");
        await ScriptClock.SetAsync(connection.GetDatabase(), _now);
        _store = NewStore();
    }

    public override async Task AdvanceAsync(TimeSpan time)
    {
        _now += time;
        await ScriptClock.SetAsync(connection.GetDatabase(), _now);
        await Store.CatchUpAsync(TestContext.Current.CancellationToken);
    }

    public override async Task CrashAsync(BudgetModel model)
    {
        await Store.DisposeAsync();
        _store = NewStore();
    }

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private RedisBudgetStore NewStore() => new(_clocked, new RedisBudgetOptions(), new FakeTimeProvider(_now));
}
