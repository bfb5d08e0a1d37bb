using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>Responses go through as they come.</summary>
public sealed class StreamingTests
{
    [Fact]
    public async Task Events_reach_the_client_one_by_one()
    {
        TaskCompletionSource firstSeen = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
            await WriteAsync(stream, "9\r\ndata: 1\n\n\r\n");
            await firstSeen.Task;
            await WriteAsync(stream, "9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        });
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, "POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 0");

        HttpMessage head = (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!;
        head["content-type"].ShouldBe(["text/event-stream"]);
        (await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken)).ShouldBe("data: 1\n\n");
        firstSeen.SetResult();
        (await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken)).ShouldBe("data: 2\n\n");
    }

    [Fact]
    public async Task Response_headers_are_changed_as_the_manifest_says()
    {
        await using RawUpstream upstream = new("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-drop: 1\r\nx-keep: 2\r\n\r\n");
        await using GatewayHost gateway = await StartAsync(upstream, """
            headerManipulation:
              responseHeadersToRemove: [x-drop]
              responseHeadersToAdd:
              - {header: {key: x-keep, value: "3"}}
              - {header: {key: x-code, value: "%RESPONSE_CODE%"}, append: false}
            """);

        HttpMessage response = await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com");

        response["x-drop"].ShouldBeEmpty();
        response["x-keep"].ShouldBe(["2", "3"]);
        response["x-code"].ShouldBe(["200"]);
    }

    [Fact]
    public async Task The_gateway_names_no_server_of_its_own()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com"))["server"].ShouldBeEmpty();
        (await gateway.SendAsync("GET /none HTTP/1.1\nHost: gateway.example.com"))["server"].ShouldBeEmpty();
    }

    [Fact]
    [AbuseCase("H8", "S2")]
    public async Task Redirects_and_cookies_of_the_upstream_are_the_clients_business()
    {
        await using RawUpstream upstream = new(
            "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\nset-cookie: a=1; Path=/\r\nset-cookie: b=2\r\ncontent-length: 0\r\n\r\n");
        await using GatewayHost gateway = await StartAsync(upstream);

        foreach (int _ in new[] { 1, 2 })
        {
            HttpMessage response = await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com");
            response.Status.ShouldBe(302);
            response["set-cookie"].ShouldBe(["a=1; Path=/", "b=2"]);
            (await upstream.NextRequestAsync())["cookie"].ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_compressed_body_is_not_unpacked()
    {
        await using RawUpstream upstream = new("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\u001f\u008b\u0008\u0000");
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com");

        response.Body.ShouldBe("\u001f\u008b\u0008\u0000");
        (await upstream.NextRequestAsync())["accept-encoding"].ShouldBeEmpty();
    }

    [Fact]
    public async Task A_websocket_is_passed_through()
    {
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await WriteAsync(stream, "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n");
            byte[] frame = new byte[4];
            await stream.ReadExactlyAsync(frame, TestContext.Current.CancellationToken);
            await stream.WriteAsync(frame.Reverse().ToArray(), TestContext.Current.CancellationToken);
        });
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, "GET /v1 HTTP/1.1\nHost: gateway.example.com\nConnection: Upgrade\nUpgrade: websocket");
        (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!.Status.ShouldBe(101);
        await client.WriteAsync("ping"u8.ToArray(), TestContext.Current.CancellationToken);

        byte[] echoed = new byte[4];
        await client.ReadExactlyAsync(echoed, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(echoed).ShouldBe("gnip");
    }

    private static Task WriteAsync(Stream stream, string text) =>
        stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken).AsTask();

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, string options = "{}") => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream()), new LoopbackDialer(upstream.Port));
}
