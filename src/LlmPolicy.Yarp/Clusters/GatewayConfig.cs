using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace LlmPolicy.Gateway;

/// <summary>What YARP is told: one route that matches everything and leads nowhere, and the clusters that a decision may pick.</summary>
internal sealed class GatewayConfig : IProxyConfig, IDisposable
{
    /// <summary>The id of the route, and of its cluster without destinations: a request without a decision ends there, in 503.</summary>
    public const string CatchAll = "llmpolicy";

    private static readonly RouteConfig Route = new()
    {
        RouteId = CatchAll,
        ClusterId = CatchAll,
        Match = new RouteMatch { Path = "/{**llmpolicy}" },
        MaxRequestBodySize = -1,
    };

    private readonly CancellationTokenSource _replaced = new();

    public GatewayConfig(IEnumerable<ClusterConfig> upstreams)
    {
        Clusters = [new ClusterConfig { ClusterId = CatchAll }, .. upstreams];
        ChangeToken = new CancellationChangeToken(_replaced.Token);
    }

    public IReadOnlyList<RouteConfig> Routes { get; } = [Route];

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; }

    public void SignalReplaced() => _replaced.Cancel();

    public void Dispose() => _replaced.Dispose();
}
