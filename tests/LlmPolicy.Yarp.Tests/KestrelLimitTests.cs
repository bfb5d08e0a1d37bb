using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Gateway;

/// <summary>The server's limits that a gateway sets, and leaves where the app has set its own (docs/gateway.md).</summary>
public sealed class KestrelLimitTests
{
    [Fact]
    public async Task A_slow_body_or_reader_has_no_least_rate()
    {
        KestrelServerLimits limits = await LimitsAsync();

        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_rate_and_times_that_the_app_has_set_stay()
    {
        MinDataRate rate = new(1000, TimeSpan.FromSeconds(9));

        KestrelServerLimits limits = await LimitsAsync(kestrel =>
        {
            (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.KeepAliveTimeout) = (rate, TimeSpan.FromSeconds(7));
            (kestrel.Limits.Http2.MaxStreamsPerConnection, kestrel.Limits.Http2.KeepAlivePingDelay) = (9, TimeSpan.FromSeconds(8));
        });

        (limits.MinRequestBodyDataRate, limits.KeepAliveTimeout).ShouldBe((rate, TimeSpan.FromSeconds(7)));
        (limits.Http2.MaxStreamsPerConnection, limits.Http2.KeepAlivePingDelay).ShouldBe((9, TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public async Task Connections_outlast_a_balancers_and_many_streams_share_one()
    {
        KestrelServerLimits limits = await LimitsAsync();

        limits.KeepAliveTimeout.ShouldBe(TimeSpan.FromSeconds(620));
        (limits.Http2.MaxStreamsPerConnection, limits.Http2.KeepAlivePingDelay).ShouldBe((1024, TimeSpan.FromSeconds(60)));
    }

    /// <summary>60 KiB are Envoy's; a field of up to twice as much ends its stream alone.</summary>
    [Theory]
    [InlineData(40_000, 200)]
    [InlineData(59_000, 200)]
    [InlineData(62_000, 431)]
    [InlineData(100_000, 431)]
    public async Task A_large_header_over_HTTP_2_is_taken_or_ends_its_stream_alone(int length, int status)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));
        await using Stream client = await gateway.ConnectAsync();

        await client.WriteAsync(
            (byte[])[.. Http2Message.Preface, .. new Http2Message("GET", "/v1", ("x-context", new string('y', length))).ToFrames(1), .. new Http2Message("GET", "/v1").ToFrames(3)],
            TestContext.Current.CancellationToken);

        Dictionary<int, int> statuses = await Http2Message.StatusesAsync(client, 2);
        (statuses[1], statuses[3]).ShouldBe((status, 200));
    }

    private static async Task<KestrelServerLimits> LimitsAsync(Action<KestrelServerOptions>? configure = null)
    {
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(1),
            proxy => proxy.Services.Configure<KestrelServerOptions>(kestrel => configure?.Invoke(kestrel)));
        return gateway.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
    }
}
