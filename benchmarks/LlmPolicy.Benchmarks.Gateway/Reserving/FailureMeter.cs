using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis;

namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>Callers that reserve and settle one after the other while a server fails, and what the counter holds when all is over.</summary>
internal sealed class FailureMeter(RedisFailure failure)
{
    private const int Callers = 16;
    private const long Used = 7;

    private static readonly BudgetPeriod Month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);

    private readonly ConcurrentQueue<Answer> _reserves = [];
    private readonly ConcurrentQueue<Answer> _settles = [];

    public async Task<string[]> MeasureAsync()
    {
        await using RedisProcess one = await RedisProcess.StartAsync("redis-server", "--appendonly", "yes", "--appendfsync", failure.Durability, "--repl-diskless-sync-delay", "0");
        await using RedisProcess other = await RedisProcess.StartAsync("redis-server", "--replicaof", "127.0.0.1", $"{one.Address.Port}");
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect($"{one.Address},{other.Address}"));
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions(), TimeProvider.System);
        while (await store.ReadAsync("c", Month) is null)
        {
            // The store connects by itself and does not say when: it is asked until it answers.
            await Task.Delay(10);
        }

        // A replica that has not yet copied all is none.
        await other.SyncedAsync();
        using CancellationTokenSource stop = new();
        Task[] load = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(store, stop.Token)))];
        await Task.Delay(RedisFailure.Before);
        long begun = Stopwatch.GetTimestamp();
        await failure.BeginAsync(one, other);
        await Task.Delay(RedisFailure.During);
        long ended = Stopwatch.GetTimestamp();
        await failure.EndAsync(one, other);
        await Task.Delay(RedisFailure.During);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        for (int i = 0; i < 200 && store.Pending > 0; i++)
        {
            // What is pending is told again in the store's own time; after ten seconds it is reported as missing.
            await Task.Delay(50);
        }

        BudgetReading? reading = await store.ReadAsync("c", Month);
        long granted = _reserves.LongCount(answer => answer.Outcome == nameof(BudgetReserveOutcome.Reserved));
        double? first = _reserves.Where(answer => answer.At > ended && answer.Outcome == nameof(BudgetReserveOutcome.Reserved))
            .Select(answer => (double?)Stopwatch.GetElapsedTime(ended, answer.At).TotalSeconds).Min();
        return
        [
            failure.Name, .. Row(_reserves, begun, ended), .. Row(_settles, begun, ended), $"{first:F1}", $"{granted}", $"{granted - (reading?.Used / Used)}", $"{reading?.Reserved}",
        ];
    }

    private static string[] Row(IEnumerable<Answer> all, long begun, long ended)
    {
        Answer[] during = [.. all.Where(answer => answer.At > begun && answer.At <= ended)];
        if (during.Length == 0)
        {
            return ["–", "–"];
        }

        Spread took = new(during.Select(answer => answer.Milliseconds));
        return
        [
            string.Join(", ", during.GroupBy(answer => answer.Outcome).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}")),
            $"{took.Median:F1}, {took.Max:F0}",
        ];
    }

    private async Task CallAsync(RedisBudgetStore store, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            BudgetReservation reservation = new(Guid.NewGuid(), new BudgetCharge[] { new("c", Month, 1L << 50, 10) }, TimeSpan.FromHours(1));
            long from = Stopwatch.GetTimestamp();
            BudgetReserveResult result = await store.ReserveAsync(reservation, CancellationToken.None);
            _reserves.Enqueue(new Answer(from, $"{result.Outcome}"));
            // How long the caller's request takes: the load that is measured.
            await Task.Delay(10, CancellationToken.None);
            if (result.Outcome == BudgetReserveOutcome.Reserved)
            {
                from = Stopwatch.GetTimestamp();
                BudgetEndOutcome end = await store.SettleAsync(reservation, new[] { Used }, CancellationToken.None);
                _settles.Enqueue(new Answer(from, $"{end}"));
            }
        }
    }

    private sealed class Answer(long from, string outcome)
    {
        public long At { get; } = Stopwatch.GetTimestamp();

        public string Outcome => outcome;

        public double Milliseconds => Stopwatch.GetElapsedTime(from, At).TotalMilliseconds;
    }
}
