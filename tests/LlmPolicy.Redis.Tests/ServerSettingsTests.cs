using LlmPolicy.Redis;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

public sealed class ServerSettingsTests
{
    private static readonly BudgetPeriod Month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);

    [Fact]
    [AbuseCase("B8")]
    public async Task A_server_that_evicts_or_forgets_is_warned_of()
    {
        await using var server = await RedisServer.StartedAsync("--maxmemory-policy", "allkeys-lru", "--appendonly", "no");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        LogSink log = new();
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions(), TimeProvider.System, log.For<RedisBudgetStore>());

        await store.AnsweredAsync("c", Month);
        await log.Seen("RedisSettings", 2);

        log.Named("RedisSettings").Select(line => line.Text).ShouldContain(text => text.Contains("maxmemory-policy allkeys-lru"));
        log.Named("RedisSettings").Select(line => line.Text).ShouldContain(text => text.Contains("append-only"));
    }

    [Theory]
    [InlineData("maxmemory_policy:noeviction\r\naof_enabled:1\r\nconnected_slaves:0\r\n", 0)]
    [InlineData("# Memory\r\nmaxmemory_policy:volatile-ttl\r\n", 1)]
    [InlineData("aof_enabled:0\r\n", 1)]
    [InlineData("connected_slaves:1\r\n", 1)]
    [InlineData("connected_slaves:1\r\nmin_slaves_good_slaves:1\r\n", 0)]
    [InlineData("", 0)]
    public void What_the_server_does_not_say_is_not_warned_of(string info, int findings) => ServerSettings.Findings(info).Count.ShouldBe(findings);
}
