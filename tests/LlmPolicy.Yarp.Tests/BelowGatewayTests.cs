using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace LlmPolicy.Gateway;

/// <summary>An exception of what stands below the gateway is an answer of Envoy's, logged and decided, and says nothing of itself.</summary>
public sealed class BelowGatewayTests
{
    private const string Detail = "c4n4ry";

    [Fact]
    [AbuseCase("C7")]
    public async Task An_exception_on_the_way_upstream_is_a_protocol_error()
    {
        await using RawUpstream upstream = new();
        LogLines lines = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream(spec: "{hosts: [{addr: a.test, port: 80}, {addr: b.test, port: 80}]}")), new LoopbackDialer(upstream.Port), proxy =>
            {
                proxy.Services.AddSingleton<ILoggerProvider>(lines);
                proxy.Services.AddSingleton<ILoadBalancingPolicy, ThrowingPolicy>();
                proxy.AddConfigFilter<ThrowingFilter>();
            });

        HttpMessage answer = await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com");

        (answer.Status, answer.Body).ShouldBe((502, "upstream connect error or disconnect/reset before headers. reset reason: protocol error"));
        string id = answer["x-llmpolicy-decision"].ShouldHaveSingleItem();
        lines.Named("Refused").ShouldHaveSingleItem().ShouldStartWith($"Decision {id}: refused with 502 upstream.unavailable");
        lines.Named("ForwardingThrew").ShouldHaveSingleItem().ShouldContain(nameof(NotSupportedException));
        lines.All.ShouldAllBe(line => !line.Contains(Detail, StringComparison.Ordinal));
        upstream.WasReached.ShouldBeFalse();
    }

    private sealed class ThrowingPolicy : ILoadBalancingPolicy
    {
        public string Name => "throws";

        public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations) =>
            throw new NotSupportedException(Detail);
    }

    private sealed class ThrowingFilter : IProxyConfigFilter
    {
        public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(cluster with { LoadBalancingPolicy = "throws" });

        public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);
    }
}
