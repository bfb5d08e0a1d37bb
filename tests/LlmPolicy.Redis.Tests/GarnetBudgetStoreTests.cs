using Garnet;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>The contract against Garnet in this process. Its scripts are atomic only if it is told so, and only over the keys that they name.</summary>
public sealed class GarnetBudgetStoreTests : BudgetStoreContract, IAsyncLifetime
{
    private GarnetServer? _server;
    private ConnectionMultiplexer? _connection;
    private RedisBudgetStore? _store;

    protected override IBudgetStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        int port = RedisServer.FreePort();
        _server = new GarnetServer(["--bind", "127.0.0.1", "--port", $"{port}", "--lua", "--lua-transaction-mode", "--memory", "64m", "--index", "1m"]);
        _server.Start();
        _connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect($"127.0.0.1:{port}"));
        _store = new RedisBudgetStore(_connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
            await _connection!.DisposeAsync();
        }

        _server?.Dispose();
    }
}
