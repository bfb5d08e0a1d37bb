using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>The contract against redis-server, where it is found.</summary>
public sealed class RedisBudgetStoreTests : BudgetStoreContract, IAsyncLifetime
{
    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;
    private RedisBudgetStore? _store;

    protected override IBudgetStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartedAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(_server.Address));
        _store = new RedisBudgetStore(_connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _store!.DisposeAsync();
            await _connection!.DisposeAsync();
            await _server.DisposeAsync();
        }
    }
}
