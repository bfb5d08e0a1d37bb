using System.Diagnostics;
using StackExchange.Redis;

namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>Reserves with many calls in flight on one connection, and reads what that costs both sides.</summary>
internal sealed class ReservationMeter(RedisProcess redis, int inFlight, TimeSpan length)
{
    public async Task<IReadOnlyList<(ReservationCase Case, IReadOnlyList<ReservationRun> Runs)>> MeasureAsync(int rounds)
    {
        ConfigurationOptions options = RedisBudgetStore.Connect(redis.Address.ToString());
        options.AllowAdmin = true;
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(options);
        await using RedisBudgetStore store = new(connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        (ReservationCase Case, List<ReservationRun> Runs)[] all = [.. ReservationCase.All.Select(one => (one, new List<ReservationRun>()))];
        for (int round = 0; round <= rounds; round++)
        {
            foreach (var (one, runs) in all)
            {
                await connection.GetServer(redis.Address).FlushDatabaseAsync();
                ReservationRun run = await RunAsync(store, one);
                if (round > 0)
                {
                    runs.Add(run);
                }
            }
        }

        return [.. all.Select(one => (one.Case, (IReadOnlyList<ReservationRun>)one.Runs))];
    }

    private async Task<ReservationRun> RunAsync(RedisBudgetStore store, ReservationCase one)
    {
        using Process own = Process.GetCurrentProcess();
        (TimeSpan server, TimeSpan client, long from) = (redis.ProcessorTime, own.TotalProcessorTime, Stopwatch.GetTimestamp());
        int turn = 0;
        List<double>[] delays = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            List<double> took = [];
            while (Stopwatch.GetElapsedTime(from) < length)
            {
                took.Add(await RequestAsync(store, one, Interlocked.Increment(ref turn)));
            }

            return took;
        })));
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        own.Refresh();
        return new ReservationRun(
            turn, seconds, (redis.ProcessorTime - server).TotalMicroseconds / turn, (own.TotalProcessorTime - client).TotalMicroseconds / turn,
            new Spread(delays.SelectMany(took => took)).Median);
    }

    private static async Task<double> RequestAsync(RedisBudgetStore store, ReservationCase one, int turn)
    {
        BudgetReservation reservation = one.Next(turn);
        long from = Stopwatch.GetTimestamp();
        BudgetReserveResult result = await store.ReserveAsync(reservation);
        double took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        return result.Outcome == BudgetReserveOutcome.Reserved
            && (!one.Settles || await store.SettleAsync(reservation, one.Periods.Select(_ => 700L).ToArray()) == BudgetEndOutcome.Done)
            ? took
            : throw new MeasurementException($"A reservation was answered {result.Outcome}: this is no measure.");
    }
}
