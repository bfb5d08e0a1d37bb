using Garnet;

namespace LlmPolicy.Tests;

/// <summary>Garnet in this process. Its scripts are atomic only if it is told so, and only over the keys that they name.</summary>
public sealed class GarnetBudgetStoreTests : SharedStoreContract
{
    protected override Task<(IAsyncDisposable Server, string Address)> StartServerAsync()
    {
        int port = RedisServer.FreePort();
        GarnetServer server = new(["--bind", "127.0.0.1", "--port", $"{port}", "--lua", "--lua-transaction-mode", "--memory", "64m", "--index", "1m"]);
        server.Start();
        return Task.FromResult<(IAsyncDisposable, string)>((new Running(server), $"127.0.0.1:{port}"));
    }

    private sealed class Running(GarnetServer server) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            server.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
