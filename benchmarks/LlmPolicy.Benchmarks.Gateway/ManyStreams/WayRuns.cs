namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>What was measured of a way, a run a round.</summary>
internal sealed class WayRuns(string name)
{
    public string Name { get; } = name;

    /// <summary>None where there is no gateway.</summary>
    public List<MemoryRun> Memory { get; } = [];

    public List<LoadRun> Load { get; } = [];
}
