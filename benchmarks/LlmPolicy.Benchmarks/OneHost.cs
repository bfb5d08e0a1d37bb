using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What a request costs by the number of routes in its host, of which the last one takes it.</summary>
[WarmupCount(3), IterationCount(8)]
[HideColumns("Error", "StdDev")]
[MedianColumn, MinColumn]
public class OneHost
{
    private CompiledPolicy _policy = null!;
    private PolicyRequest _last = null!;

    /// <summary>How many routes the host has.</summary>
    [Params(10, 100, 1_000)]
    public int Routes { get; set; }

    /// <summary>Compiles the host, and checks that the last route answers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _policy = ManyRoutes.Compile(ManyRoutes.Manifests(1, Routes));
        _last = ManyRoutes.Last(1, Routes);
        ManyRoutes.Check(Decision(), Routes);
    }

    /// <summary>The decision.</summary>
    [Benchmark(Description = "decision")]
    public PolicyDecision Decision() => _policy.Evaluate(_last, PolicyFacts.None, DateTimeOffset.UnixEpoch);
}
