using System.Net;
using System.Net.WebSockets;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>WebSockets of an app's own endpoint, by HTTP/1.1's Upgrade and by HTTP/2's extended CONNECT.</summary>
public sealed class WebSocketTests
{
    public static TheoryData<string> Versions => ["1.1", "2.0"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task With_a_token_the_endpoint_is_reached_with_its_claims(string version)
    {
        await using var app = await StartAsync(version);
        using ClientWebSocket socket = Socket(version);
        socket.Options.SetRequestHeader("Authorization", $"Bearer {TestTokens.Mint("""{"iss":"test","sub":"ann"}""")}");

        await ConnectAsync(app, socket);

        byte[] buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        System.Text.Encoding.ASCII.GetString(buffer, 0, received.Count).ShouldBe("ann");
    }

    [Theory]
    [AbuseCase("H9")]
    [MemberData(nameof(Versions))]
    public async Task Without_a_token_it_is_refused(string version)
    {
        await using var app = await StartAsync(version);
        using ClientWebSocket socket = Socket(version);

        await Should.ThrowAsync<WebSocketException>(ConnectAsync(app, socket));

        socket.HttpStatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Task<TestApp> StartAsync(string version) => TestApp.OnKestrel(new Setup
    {
        Services = builder =>
        {
            builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(
                endpoint => endpoint.Protocols = version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1));
            builder.AddLlmPolicy().AddManifest(
                TestManifest.WithJwt(TestManifest.Route("prefix: /ws"), "claimsToHeaders:\n  - claim: sub\n    header: x-caller"), "test.yaml");
        },
        Pipeline = app =>
        {
            app.UseWebSockets();
            app.UseLlmPolicy();
            app.Map("/ws", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.SendAsync(
                    System.Text.Encoding.ASCII.GetBytes(context.Request.Headers["x-caller"].ToString()), WebSocketMessageType.Text, true, context.RequestAborted);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            });
        },
    });

    private static ClientWebSocket Socket(string version)
    {
        ClientWebSocket socket = new();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        return socket;
    }

    private static Task ConnectAsync(TestApp app, ClientWebSocket socket) => socket.ConnectAsync(
        new Uri($"ws://127.0.0.1:{app.Port}/ws"), new HttpMessageInvoker(new SocketsHttpHandler()), TestContext.Current.CancellationToken);
}
