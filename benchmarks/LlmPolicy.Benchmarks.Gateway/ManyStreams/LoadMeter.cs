using System.Diagnostics;
using LlmPolicy.Benchmarks.Gateway.Processes;
using LlmPolicy.Benchmarks.Gateway.Streaming;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>Lets chunks pass at a rate, and tells what they cost the gateway and how long they took.</summary>
internal sealed class LoadMeter(StreamsOptions options, StreamingUpstream upstream)
{
    /// <param name="gateway">Null: the client asks the provider.</param>
    public async Task<LoadRun> MeasureAsync(RoleProcess? gateway)
    {
        using OpenStreams streams = await OpenStreams.OpenAsync(gateway?.Address ?? upstream.Address, options.LoadStreams);
        TimeSpan? before = gateway?.ProcessorTime;
        long from = Stopwatch.GetTimestamp();
        await Task.Delay(options.Load);
        TimeSpan? used = gateway?.ProcessorTime - before;
        long to = Stopwatch.GetTimestamp();
        upstream.EndStreams();
        StreamedEvent[] chunks = [.. (await streams.EndAsync()).SelectMany(words => words).Where(word => word.Arrived >= from && word.Arrived < to)];
        if (chunks.Length == 0)
        {
            throw new MeasurementException("No chunk came while the load lasted: let it last longer (--seconds).");
        }

        Spread delays = new(chunks.Select(chunk => Stopwatch.GetElapsedTime(chunk.Written, chunk.Arrived).TotalMilliseconds));
        return new LoadRun(
            chunks.Length, chunks.Length / Stopwatch.GetElapsedTime(from, to).TotalSeconds,
            used?.TotalMilliseconds * 1000 / chunks.Length, delays.Median, delays.P95);
    }
}
