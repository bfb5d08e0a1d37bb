using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What a start or a reload costs: 10,000 routes in 1,000 virtual hosts.</summary>
[MemoryDiagnoser]
[WarmupCount(1), IterationCount(6), InvocationCount(1)]
[HideColumns("Error", "StdDev", "Gen0", "Gen1", "Gen2")]
[MedianColumn, MinColumn]
public class Loading
{
    private readonly IReadOnlyList<ManifestFile> _manifests = ManyRoutes.Manifests(1_000, 10);

    /// <summary>From text to a policy.</summary>
    [Benchmark(Description = "read and compile")]
    public CompiledPolicy ReadAndCompile() => ManyRoutes.Compile(_manifests);

    /// <summary>From text to resources.</summary>
    [Benchmark(Description = "read alone")]
    public int ReadAlone() => ManyRoutes.Read(_manifests);
}
