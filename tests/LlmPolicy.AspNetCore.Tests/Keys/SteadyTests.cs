using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Keys;

namespace LlmPolicy.AspNetCore.Tests.Keys;

/// <summary>Runs beside no other test: the memory of all is counted.</summary>
[Collection(nameof(SteadyTests))]
[CollectionDefinition(nameof(SteadyTests), DisableParallelization = true)]
public sealed class SteadyTests
{
    private const int Fetches = 400;
    private const int WarmUp = 100;
    private const int MostGrowth = 1024 * 1024;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task After_hundreds_of_fetches_no_connection_is_left_and_memory_has_not_grown(int status)
    {
        TestKey key = new("one");
        string set = TestKey.Set(key).PadRight(64 * 1024);
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(set));
        await using var app = await KeyedApp.StartAsync(server, new() { Remote = "cacheDuration: 60s" });
        (await app.StatusAsync(key.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Answer = KeyServerStub.Document(set, status: status);
        long before = 0;

        for (int i = 2; i <= Fetches; i++)
        {
            var wait = await app.Clock.TimerAsync(due => due != KeyServer.Limit);
            app.Clock.Advance(wait > Second ? wait : Second);
            await server.AskedAsync(i);
            await server.ClosedAsync();
            app.Logs.Lines.Clear();
            before = i == WarmUp ? Memory() : before;
        }

        long grown = Memory() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"grown by {grown} bytes");
        server.MostOpen.ShouldBe(1);
        grown.ShouldBeLessThan(MostGrowth);
        (await app.StatusAsync(key.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
