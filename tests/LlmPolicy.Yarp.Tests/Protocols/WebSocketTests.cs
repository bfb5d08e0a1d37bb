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
