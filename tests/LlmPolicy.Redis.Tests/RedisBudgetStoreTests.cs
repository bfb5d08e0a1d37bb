namespace LlmPolicy.Tests;

/// <summary>Redis, where redis-server is found.</summary>
public sealed class RedisBudgetStoreTests : SharedStoreContract
{
    protected override async Task<(IAsyncDisposable Server, string Address)> StartServerAsync()
    {
        var server = await RedisServer.StartedAsync();
        return (server, server.Address);
    }
}
