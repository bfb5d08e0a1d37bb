namespace LlmPolicy.Tests;

/// <summary>Valkey, where valkey-server is found.</summary>
public sealed class ValkeyBudgetStoreTests : SharedStoreContract
{
    protected override async Task<(IAsyncDisposable Server, string Address)> StartServerAsync()
    {
        var server = await RedisServer.StartedAsync("valkey-server", []);
        return (server, server.Address);
    }
}
