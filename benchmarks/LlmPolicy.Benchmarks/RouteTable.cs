using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What a request costs by the size of the table, ten routes a host: the last route of the last host takes it.</summary>
[WarmupCount(3), IterationCount(8)]
[HideColumns("Error", "StdDev")]
[MedianColumn, MinColumn]
public class RouteTable
{
    private const int PerHost = 10;

    private CompiledPolicy _policy = null!;
    private PolicyRequest _last = null!;

    /// <summary>How many routes the table has.</summary>
    [Params(10, 100, 1_000, 10_000)]
    public int Routes { get; set; }

    /// <summary>Compiles the table, and checks that the last route answers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _policy = ManyRoutes.Compile(ManyRoutes.Manifests(Routes / PerHost, PerHost));
        _last = ManyRoutes.Last(Routes / PerHost, PerHost);
        ManyRoutes.Check(Decision(), PerHost);
    }

    /// <summary>The decision.</summary>
    [Benchmark(Description = "decision")]
    public PolicyDecision Decision() => _policy.Evaluate(_last, PolicyFacts.None, DateTimeOffset.UnixEpoch);
}
