using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>All ways in turn, round by round, so that what else the machine does hits all of them.</summary>
internal sealed class StreamsComparison(StreamsOptions options)
{
    private readonly (Way Way, WayRuns Runs)[] _ways = [.. Way.All.Select(way => (way, new WayRuns(way.Name)))];

    /// <exception cref="MeasurementException">The machine does not allow so many streams, or one of them was refused or cut.</exception>
    public async Task<IReadOnlyList<WayRuns>> RunAsync()
    {
        MachineLimits.Check(Math.Max(options.Streams, options.LoadStreams));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llmpolicy-streams-");
        try
        {
            await MeasureMemoryAsync(folder);
            await MeasureLoadAsync(folder);
            return [.. _ways.Select(way => way.Runs)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task MeasureMemoryAsync(DirectoryInfo folder)
    {
        MemoryMeter meter = new(options, folder);
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (var (way, runs) in InTurn(_ways, round))
            {
                if (await meter.MeasureAsync(way) is { } run)
                {
                    runs.Memory.Add(run);
                }
            }
        }
    }

    private async Task MeasureLoadAsync(DirectoryInfo folder)
    {
        await using StreamingUpstream upstream = await StreamingUpstream.StartAsync(TimeSpan.FromSeconds(1 / options.Rate));
        List<(RoleProcess? Gateway, WayRuns Runs)> gateways = [];
        try
        {
            foreach (var (way, runs) in _ways)
            {
                gateways.Add((await way.StartAsync(upstream.Address, folder), runs));
            }

            LoadMeter meter = new(options, upstream);
            // The first round is the JIT's.
            for (int round = -1; round < options.Rounds; round++)
            {
                foreach (var (gateway, runs) in InTurn(gateways, round))
                {
                    LoadRun run = await meter.MeasureAsync(gateway);
                    if (round >= 0)
                    {
                        runs.Load.Add(run);
                    }
                }
            }
        }
        finally
        {
            foreach (RoleProcess gateway in gateways.Select(gateway => gateway.Gateway).OfType<RoleProcess>())
            {
                await gateway.DisposeAsync();
            }
        }
    }

    /// <summary>A B C, C B A, ...: none is always the one that comes after.</summary>
    private static IEnumerable<T> InTurn<T>(IReadOnlyList<T> all, int round) => round % 2 == 0 ? all : all.Reverse();
}
