using System.Globalization;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>Four processes with one server, and this one, which looks on.</summary>
public sealed class ManyProcessesTests
{
    private static readonly BudgetPeriod Month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);

    [Fact]
    [AbuseCase("B1")]
    public async Task A_thousand_at_once_get_as_many_as_fit_and_at_no_instant_more()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await server.ConnectAsync();
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        await using Callers callers = await Callers.StartAsync(server, 4, "250", "100", "5", "600", "Charge");

        var told = callers.GoAsync(connection);
        do
        {
            var (used, reserved) = await store.AnsweredAsync("c", Month);
            (used + reserved).ShouldBeLessThanOrEqualTo(100);
        }
        while (!told.IsCompleted);

        var all = await told;
        all.Sum(one => one.Granted).ShouldBe(100);
        all.Sum(one => one.Refused).ShouldBe(900);
        int settled = all.Sum(one => one.Settled);
        (await store.AnsweredAsync("c", Month)).ShouldBe((settled, 100 - settled));
    }

    [Theory]
    [InlineData("Charge")]
    [InlineData("GiveBack")]
    public async Task What_a_killed_process_held_is_ended_as_its_leases_say(string expiry)
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await server.ConnectAsync();
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        await using (Callers callers = await Callers.StartAsync(server, 1, "50", "100", "20", "10", expiry))
        {
            (await callers.GoAsync(connection)).ShouldBe([(50, 20, 0)]);
        }

        await Waiting.UntilAsync(async () => (await store.AnsweredAsync("c", Month)).Reserved == 0);
        (await store.AnsweredAsync("c", Month)).ShouldBe((expiry == "Charge" ? 50 : 20, 0));
    }

    /// <summary>Processes that reserve at a word. They are killed when this is disposed of.</summary>
    private sealed class Callers(IReadOnlyList<ChildProcess> processes) : IAsyncDisposable
    {
        public static async Task<Callers> StartAsync(RedisServer server, int count, params string[] arguments)
        {
            string program = Path.Combine(AppContext.BaseDirectory, "LlmPolicy.Redis.Caller.dll");
            Callers callers = new([.. Enumerable.Range(0, count).Select(_ => ChildProcess.Start("dotnet", AppContext.BaseDirectory, [program, server.Address, .. arguments]))]);
            await callers.AllAsync("ready");
            return callers;
        }

        public async Task<(int Granted, int Settled, int Refused)[]> GoAsync(ConnectionMultiplexer connection)
        {
            await connection.GetSubscriber().PublishAsync(RedisChannel.Literal("go"), "");
            return [.. (await AllAsync("granted")).Select(line => line.Split(' ')).Select(words => (Number(words[0]), Number(words[2]), Number(words[4])))];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }

        private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

        private Task<string[]> AllAsync(string start) => Task.WhenAll(processes.Select(process => process.LineAsync(start)));
    }
}
