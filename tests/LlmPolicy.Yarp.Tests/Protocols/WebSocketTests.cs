using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace LlmPolicy.Gateway.Protocols;

/// <summary>WebSockets by HTTP/1.1's Upgrade and by HTTP/2's extended CONNECT (RFC 8441), under the same policy as any request.</summary>
public sealed class WebSocketTests
{
    public static TheoryData<string> Protocols => GatewayEndpoints.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task With_a_token_it_goes_upstream_with_claims_and_key_in_place_of_the_callers_own(string protocol)
    {
        await using EchoUpstream upstream = await EchoUpstream.StartAsync();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);
        using ClientWebSocket socket = Socket(protocol, CallerToken.Text);
        socket.Options.SetRequestHeader("x-caller", "somebody else");
        if (protocol.EndsWith("/2", StringComparison.Ordinal))
        {
            // Extended CONNECT has no key of its own (RFC 8441, 5); this upstream, of HTTP/1.1, asks for one.
            socket.Options.SetRequestHeader("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }

        await ConnectAsync(gateway, socket, protocol, "/v1");
        (await EchoAsync(socket, "one")).ShouldBe("one");
        (await EchoAsync(socket, "two")).ShouldBe("two");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        IHeaderDictionary sent = upstream.Requests.ShouldHaveSingleItem();
        sent.Authorization.ShouldBe(["Bearer hf_test"]);
        sent["x-caller"].ShouldBe(["caller"]);
        sent.Upgrade.ShouldBe(["websocket"]);
    }

    [Theory]
    [InlineData("http/2")]
    [InlineData("https/2")]
    public async Task By_HTTP2_the_clients_headers_and_the_upstreams_pass_as_they_are(string protocol)
    {
        TaskCompletionSource<HttpMessage> reached = new();
        await using RawUpstream upstream = new(async (stream, request) =>
        {
            reached.TrySetResult(request);
            await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: own\r\nx-upstream: 1\r\n\r\n"u8.ToArray());
            await stream.CopyToAsync(stream);
        });
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);
        using ClientWebSocket socket = Socket(protocol, CallerToken.Text);

        await ConnectAsync(gateway, socket, protocol, "/v1");

        socket.HttpResponseHeaders!["sec-websocket-accept"].ShouldBe(["own"]);
        socket.HttpResponseHeaders["x-upstream"].ShouldBe(["1"]);
        HttpMessage sent = await reached.Task;
        (sent.StartLine, string.Join('|', sent["upgrade"]), sent["sec-websocket-key"].Count).ShouldBe(("GET /v1 HTTP/1.1", "websocket", 0));
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", HttpStatusCode.BadGateway)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n", HttpStatusCode.BadGateway)]
    [InlineData("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno", HttpStatusCode.Forbidden)]
    public async Task By_HTTP2_what_grants_nothing_is_an_answer(string answer, HttpStatusCode status)
    {
        await using RawUpstream upstream = new(answer);
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);
        using ClientWebSocket socket = Socket("http/2", CallerToken.Text);

        await Should.ThrowAsync<WebSocketException>(ConnectAsync(gateway, socket, "http/2", "/v1"));

        socket.HttpStatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task By_HTTP2_an_answer_of_the_routes_own_comes_through_the_stream()
    {
        string manifests = Manifests.Service("- {matchers: [{prefix: /}], directResponseAction: {status: 200, body: said}}");
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(manifests, 1);
        using HttpMessageInvoker client = GatewayEndpoints.Client();
        using HttpRequestMessage request = new(HttpMethod.Connect, gateway.Address("http/2", "/v1")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Protocol = "websocket";

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("said");
    }

    [Theory]
    [AbuseCase("H9")]
    [MemberData(nameof(Protocols))]
    public async Task Without_a_token_it_is_refused(string protocol) => await ShouldRefuseAsync(protocol, null, "/v1", HttpStatusCode.Unauthorized);

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task With_a_token_that_is_not_signed_it_is_refused(string protocol) =>
        await ShouldRefuseAsync(protocol, CallerToken.Text[..^8] + "AAAAAAAA", "/v1", HttpStatusCode.Unauthorized);

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task With_a_token_whose_claims_do_not_fit_it_is_refused(string protocol) =>
        await ShouldRefuseAsync(protocol, CallerToken.Text, "/others", HttpStatusCode.Forbidden);

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_route_that_takes_no_websockets_refuses_them(string protocol) =>
        await ShouldRefuseAsync(protocol, CallerToken.Text, "/closed", HttpStatusCode.Forbidden);

    [Fact]
    [AbuseCase("H9")]
    public async Task No_other_protocol_is_upgraded_to()
    {
        await using EchoUpstream upstream = await EchoUpstream.StartAsync();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);

        HttpMessage response = await gateway.Plain.SendAsync(
            $"GET /v1 HTTP/1.1\nHost: gateway.example.com\nConnection: Upgrade\nUpgrade: SPDY/3.1\nAuthorization: Bearer {CallerToken.Text}");

        response.Status.ShouldBe(403);
        upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_offer_to_speak_HTTP2_is_passed_over()
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);

        HttpMessage response = await gateway.Plain.SendAsync(
            $"GET /v1 HTTP/1.1\nHost: gateway.example.com\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABk\nAuthorization: Bearer {CallerToken.Text}");

        response.Status.ShouldBe(200);
        HttpMessage sent = await upstream.NextRequestAsync();
        sent["upgrade"].ShouldBeEmpty();
        sent["http2-settings"].ShouldBeEmpty();
    }

    private static async Task ShouldRefuseAsync(string protocol, string? token, string path, HttpStatusCode status)
    {
        await using EchoUpstream upstream = await EchoUpstream.StartAsync();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(ProtectedManifests.Text, upstream.Port);
        using ClientWebSocket socket = Socket(protocol, token);

        await Should.ThrowAsync<WebSocketException>(ConnectAsync(gateway, socket, protocol, path));

        socket.HttpStatusCode.ShouldBe(status);
        upstream.Requests.ShouldBeEmpty();
    }

    private static ClientWebSocket Socket(string protocol, string? token)
    {
        ClientWebSocket socket = new();
        socket.Options.HttpVersion = GatewayEndpoints.Version(protocol);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        if (token is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        return socket;
    }

    private static Task ConnectAsync(GatewayEndpoints gateway, ClientWebSocket socket, string protocol, string path) =>
        socket.ConnectAsync(gateway.Address(protocol, path, "ws"), GatewayEndpoints.Client(), TestContext.Current.CancellationToken);

    private static async Task<string> EchoAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        byte[] buffer = new byte[64];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
