using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmPolicy.Gateway;

/// <summary>What Envoy's codec refuses and Kestrel has read as one well-formed request (rule <c>server.http1</c>): one goes upstream, the one that was decided on.</summary>
public sealed class HttpPassedTests
{
    /// <summary>The frame of trailers with one header <c>x-t: 1</c>.</summary>
    private const int BlockLength = 9 + 7;

    [Fact]
    public async Task Beside_an_authority_an_empty_Host_is_passed_over()
    {
        HttpMessage request = await OneRequestAsync(new Http2Message("GET", "/v1", ("host", "")));

        (request.StartLine, string.Join('|', request["host"])).ShouldBe(("GET /v1 HTTP/1.1", "gateway.example.com"));
    }

    [Fact]
    public async Task A_length_in_trailers_is_not_sent_on()
    {
        HttpMessage request = await OneRequestAsync(new Http2Message("POST", "/v1") { Body = "hello", Trailers = [("content-length", "9")] });

        (request.StartLine, request.Body).ShouldBe(("POST /v1 HTTP/1.1", "hello"));
    }

    [Fact]
    public async Task Large_trailers_are_not_sent_on()
    {
        HttpMessage request = await OneRequestAsync(new Http2Message("POST", "/v1") { Body = "hello", Trailers = [("x-t", new string('a', 62_000))] });

        (request.StartLine, request.Body, request["x-t"].Count).ShouldBe(("POST /v1 HTTP/1.1", "hello", 0));
    }

    [Fact]
    public async Task A_body_with_a_length_is_whole_once_it_is_there()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();

        await client.WriteAsync(
            (byte[])[.. Http2Message.Preface, .. new Http2Message("POST", "/v1", ("content-length", "5")) { Body = "hello", Trailers = [("x-t", "1")] }.ToFrames(1)[..^BlockLength]],
            TestContext.Current.CancellationToken);

        (await Http2Message.StatusesAsync(client, 1))[1].ShouldBe(200);
        (await upstream.NextRequestAsync()).Body.ShouldBe("hello");
    }

    private static async Task<HttpMessage> OneRequestAsync(Http2Message message)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();

        await client.WriteAsync((byte[])[.. Http2Message.Preface, .. message.ToFrames(1)], TestContext.Current.CancellationToken);

        HttpMessage request = await upstream.NextRequestAsync();
        (await Http2Message.StatusesAsync(client, 1))[1].ShouldBe(200);
        upstream.WasReached.ShouldBeFalse();
        return request;
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port),
        proxy => proxy.Services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));
}
