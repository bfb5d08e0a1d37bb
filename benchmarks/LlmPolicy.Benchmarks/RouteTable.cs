using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What a request costs by the size of the table: the last route of the last host takes it.</summary>
[SimpleJob(warmupCount: 3, iterationCount: 8)]
[HideColumns("Error", "StdDev")]
[MedianColumn, MinColumn]
public class RouteTable
{
    private CompiledPolicy _hosts = null!;
    private CompiledPolicy _oneHost = null!;
    private PolicyRequest _lastHost = null!;
    private PolicyRequest _lastRoute = null!;

    /// <summary>How many routes the table has.</summary>
    [Params(10, 100, 1_000, 10_000)]
    public int Routes { get; set; }

    /// <summary>Compiles both tables, and checks that the last route answers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        (_hosts, _lastHost) = (ManyRoutes.Compile(ManyRoutes.Manifests(Routes / 10, 10)), ManyRoutes.Last(Routes / 10, 10));
        (_oneHost, _lastRoute) = (ManyRoutes.Compile(ManyRoutes.Manifests(1, Routes)), ManyRoutes.Last(1, Routes));
        if (!InHostsOfTen().Forwarding!.Target.StartsWith("/v1/model-9/", StringComparison.Ordinal)
            || !InOneHost().Forwarding!.Target.StartsWith($"/v1/model-{Routes - 1}/", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("This is no benchmark of the last route.");
        }
    }

    /// <summary>Ten routes a host.</summary>
    [Benchmark(Baseline = true, Description = "ten routes a host")]
    public PolicyDecision InHostsOfTen() => _hosts.Evaluate(_lastHost, RemoteKeySets.Empty, DateTimeOffset.UnixEpoch);

    /// <summary>All in one host: in order, as Envoy tries them.</summary>
    [Benchmark(Description = "all in one host")]
    public PolicyDecision InOneHost() => _oneHost.Evaluate(_lastRoute, RemoteKeySets.Empty, DateTimeOffset.UnixEpoch);
}
