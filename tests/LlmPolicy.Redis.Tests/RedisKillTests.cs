using System.Globalization;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>A server that is killed again and again under load; <c>LLMPOLICY_KILLS</c> says how often.</summary>
public sealed class RedisKillTests
{
    private static readonly BudgetPeriod Month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("LLMPOLICY_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : 5;

    [Fact]
    public async Task Each_reservation_that_was_granted_is_charged_once_and_none_stays()
    {
        await using var server = await RedisServer.StartedAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect(server.Address));
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        Random random = new(17);
        using CancellationTokenSource stop = new();
        int granted = 0;
        TaskCompletionSource isUp = new();
        isUp.SetResult();
        var load = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                BudgetReservation reservation = new(Guid.NewGuid(), new BudgetCharge[] { new("c", Month, 1L << 50, 10) }, TimeSpan.FromHours(1));
                if ((await store.ReserveAsync(reservation)).Outcome == BudgetReserveOutcome.Reserved)
                {
                    Interlocked.Increment(ref granted);
                    await store.SettleAsync(reservation, new long[] { 7 });
                }
                else
                {
                    // While the breaker is open there is nothing else to wait for.
                    await Volatile.Read(ref isUp).Task;
                    await Task.Delay(1);
                }
            }
        })).ToArray();

        for (int kill = 0; kill < Kills; kill++)
        {
            int until = Volatile.Read(ref granted) + random.Next(1, 400);
            await Waiting.UntilAsync(() => Volatile.Read(ref granted) >= until);
            Volatile.Write(ref isUp, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            await server.KillAsync();
            await server.StartAsync();
            isUp.SetResult();
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        await Waiting.UntilAsync(() => store.Pending == 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {granted} granted");
        (await store.AnsweredAsync("c", Month)).ShouldBe((7L * granted, 0));
    }
}
