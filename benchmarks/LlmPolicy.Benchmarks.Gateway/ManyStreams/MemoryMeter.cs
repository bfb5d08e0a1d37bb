using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>
/// Opens streams through a gateway that has just been started, and reads its memory before and while they are open, each time behind a full
/// collection. A process for each run: what one has pooled, it would not take again.
/// </summary>
internal sealed class MemoryMeter(StreamsOptions options, DirectoryInfo folder)
{
    private const int WarmUpRuns = 20;
    private const int WarmUpStreams = 50;

    /// <returns>Null: there is no gateway.</returns>
    public async Task<MemoryRun?> MeasureAsync(Way way)
    {
        await using StreamingUpstream upstream = await StreamingUpstream.StartAsync(options.Pause);
        await using RoleProcess? gateway = await way.StartAsync(upstream.Address, folder);
        if (gateway is null)
        {
            return null;
        }

        // Compiled code belongs to no stream.
        for (int i = 0; i < WarmUpRuns; i++)
        {
            using OpenStreams warmUp = await OpenStreams.OpenAsync(gateway.Address, Math.Min(WarmUpStreams, options.Streams));
            upstream.EndStreams();
            await warmUp.EndAsync();
        }

        MemoryUse before = await gateway.ReadMemoryAsync();
        using OpenStreams streams = await OpenStreams.OpenAsync(gateway.Address, options.Streams);
        await streams.SettleAsync();
        MemoryUse open = await gateway.ReadMemoryAsync();
        upstream.EndStreams();
        await streams.EndAsync();
        return new MemoryRun(
            (double)(open.Resident - before.Resident) / options.Streams, (double)(open.Managed - before.Managed) / options.Streams);
    }
}
