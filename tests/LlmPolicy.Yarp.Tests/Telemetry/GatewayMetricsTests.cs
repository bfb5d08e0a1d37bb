using System.Text;

namespace LlmPolicy.Gateway.Telemetry;

/// <summary>What a gateway tells of its work, and that docs/telemetry.md says so.</summary>
public sealed class GatewayMetricsTests
{
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    [Fact]
    public async Task The_page_on_telemetry_lists_each_instrument_with_its_type_and_unit_and_no_other()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Route("/v1"));
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        // Who decides is made with the first request.
        await gateway.SendAsync(Get);

        seen.Instruments.Select(one => one.ToString()).ShouldBe(DocumentedInstrument.All.Select(one => one.ToString()));
    }

    [Fact]
    public async Task What_the_gateway_adds_is_without_the_time_of_the_upstream()
    {
        BackOffTime clock = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(7));
            await stream.WriteAsync(Encoding.Latin1.GetBytes(RawUpstream.Ok));
        });
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Route("/v1"), clock);
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        await gateway.SendAsync(Get);

        var added = seen.Of("llmpolicy.gateway.added.duration").ShouldHaveSingleItem();
        added.Value.ShouldBe(0);
        added.Words.ShouldBe("default/gateway:routes[0]");
    }

    [Fact]
    public async Task Each_try_but_the_first_is_a_retry()
    {
        int asked = 0;
        await using RawUpstream upstream = new((stream, _) =>
            stream.WriteAsync(Encoding.Latin1.GetBytes(asked++ < 2 ? "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n" : RawUpstream.Ok)).AsTask());
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Route("/v1", options: "retries: {retryOn: 5xx, numRetries: 3, retryBackOff: {baseInterval: 0.001s}}"));
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        (await gateway.SendAsync(Get)).Status.ShouldBe(200);

        seen.Of("llmpolicy.upstream.retries").Sum(one => one.Value).ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_is_open_until_its_body_has_ended()
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nha"u8.ToArray());
            await end.Task;
            await stream.WriteAsync("lf"u8.ToArray());
        });
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Route("/v1"));
        using MeterWitness seen = MeterWitness.Of(gateway.Services);
        seen.Now("llmpolicy.streams.open").ShouldHaveSingleItem().Value.ShouldBe(0);

        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Get);
        await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken);
        seen.Now("llmpolicy.streams.open").ShouldHaveSingleItem().Value.ShouldBe(1);

        end.SetResult();
        byte[] body = new byte[4];
        await client.ReadExactlyAsync(body, TestContext.Current.CancellationToken);
        await gateway.SendAsync("GET /none HTTP/1.1\nHost: gateway.example.com\nConnection: close");
        SpinWait.SpinUntil(() => seen.Now("llmpolicy.streams.open")[^1].Value == 0, TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_told_of_a_request_while_only_another_instrument_is_listened_to()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Route("/v1"));
        using MeterWitness seen = MeterWitness.Of(gateway.Services, "llmpolicy.decisions");

        await gateway.SendAsync(Get);

        seen.All.Select(one => one.Name).ShouldBe(["llmpolicy.decisions"]);
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, string routes, TimeProvider? clock = null) => GatewayHost.StartAsync(
        Manifests.Service(routes, Manifests.Upstream()),
        new LoopbackDialer(upstream.Port),
        proxy =>
        {
            if (clock is not null)
            {
                proxy.Services.AddSingleton(clock);
            }
        });
}
