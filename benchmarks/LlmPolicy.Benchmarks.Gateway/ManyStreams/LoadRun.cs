namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>What a load of chunks showed.</summary>
/// <param name="Chunks">Those that came.</param>
/// <param name="ChunksPerSecond">The same a second: less than was asked for where the machine is too slow.</param>
/// <param name="CpuMillisecondsPer1000Chunks">User and system time of the gateway's process; null: there is no gateway.</param>
/// <param name="DelayMedianMilliseconds">From written by the provider to read by the client.</param>
/// <param name="DelayP95Milliseconds">The same, which 95 of 100 chunks keep within.</param>
internal sealed record LoadRun(
    int Chunks,
    double ChunksPerSecond,
    double? CpuMillisecondsPer1000Chunks,
    double DelayMedianMilliseconds,
    double DelayP95Milliseconds);
