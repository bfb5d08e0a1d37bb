using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace LlmPolicy.Gateway;

/// <summary>Leads a request to the cluster of the Upstream that its decision names, and to no other.</summary>
internal sealed class UpstreamAssignment(DecidedHeaders headers, ClusterCatalog catalog, IProxyStateLookup proxy, GatewayMetrics metrics, ILogger<GatewayMiddleware> logger)
{
    /// <summary>Where forwarding logs.</summary>
    public ILogger Logger => logger;

    /// <summary>What forwarding counts.</summary>
    public GatewayMetrics Metrics => metrics;

    /// <summary>Assigns a request for one try; null if the Upstream has no cluster.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decided">The request that was decided on, and by which generation.</param>
    /// <param name="forwarding">The decision.</param>
    /// <param name="call">The request's way upstream.</param>
    public PolicyTransformer? TryAssign(HttpContext context, ILlmPolicyFeature decided, Forwarding forwarding, UpstreamCall call)
    {
        if (!catalog.Of(decided.Generation.Policy).TryGetValue(forwarding.Upstream, out ClusterConfig? config)
            || !proxy.TryGetCluster(config.ClusterId, out ClusterState? cluster)
            || !proxy.TryGetRoute(GatewayConfig.CatchAll, out RouteModel? route))
        {
            return null;
        }

        PolicyTransformer transformer = new(route.Transformer, forwarding, headers, decided, call, logger);
        // A route of its own for each request: YARP's balancing, affinity and telemetry look at the route's cluster, and only a
        // transformer made from a decision may send.
        context.ReassignProxyRequest(new RouteModel(route.Config, cluster, transformer), cluster);
        if (forwarding.IdleTimeout is { } idle)
        {
            IReverseProxyFeature assigned = context.GetReverseProxyFeature();
            context.Features.Set<IReverseProxyFeature>(new ReverseProxyFeature
            {
                Route = assigned.Route,
                Cluster = new ClusterModel(UpstreamCluster.WithIdleTimeout(assigned.Cluster.Config, idle), assigned.Cluster.HttpClient),
                AllDestinations = assigned.AllDestinations,
                AvailableDestinations = assigned.AvailableDestinations,
            });
        }

        return transformer;
    }
}
