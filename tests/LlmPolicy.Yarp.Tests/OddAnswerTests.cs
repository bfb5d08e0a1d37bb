using System.Text;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway;

/// <summary>Answers whose status forbids what comes with them: never an error of the gateway's own.</summary>
public sealed class OddAnswerTests
{
    private const string ProtocolError = "upstream connect error or disconnect/reset before headers. reset reason: protocol error";

    [Theory]
    [InlineData("GET", "204 No\r\nContent-Length: 11\r\n\r\n")]
    [InlineData("GET", "204 No\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("GET", "204 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("POST", "204 No\r\nContent-Length: 11\r\n\r\n")]
    [InlineData("HEAD", "204 No\r\nContent-Length: 11\r\n\r\n")]
    [InlineData("GET", "205 Reset\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("GET", "205 Reset\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("GET", "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("GET", "101 Switching Protocols\r\n\r\n")]
    [InlineData("GET", "000 None\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("GET", "099 None\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("GET", "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("GET", "200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("GET", "200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("GET", "200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello")]
    public async Task They_are_a_protocol_error(string method, string answer)
    {
        await using RawUpstream upstream = new("HTTP/1.1 " + answer);
        LogLines lines = new();
        await using GatewayHost gateway = await StartAsync(upstream, lines);

        HttpMessage response = await SendAsync(gateway, method);

        response.StartLine.ShouldBe("HTTP/1.1 502 Bad Gateway");
        response.Body.ShouldBe(method == "HEAD" ? "" : ProtocolError);
        response["content-type"].ShouldBe(["text/plain"]);
        response["upgrade"].ShouldBeEmpty();
        string id = response["x-llmpolicy-decision"].ShouldHaveSingleItem();
        lines.Named("Refused").ShouldHaveSingleItem().ShouldStartWith($"Decision {id}: refused with 502 upstream.unavailable");
        lines.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "204 No\r\n\r\n", 204)]
    [InlineData("HEAD", "204 No\r\n\r\n", 204)]
    [InlineData("GET", "204 No\r\nContent-Length: 0\r\n\r\n", 204)]
    [InlineData("HEAD", "204 No\r\nContent-Length: 0\r\n\r\n", 204)]
    [InlineData("GET", "204 No\r\nContent-Type: text/plain\r\n\r\n", 204)]
    [InlineData("GET", "205 Reset\r\nContent-Length: 0\r\n\r\n", 205)]
    [InlineData("GET", "205 Reset\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 205)]
    [InlineData("HEAD", "205 Reset\r\nContent-Length: 5\r\n\r\n", 205)]
    [InlineData("GET", "304 Not Modified\r\nContent-Length: 11\r\n\r\n", 304)]
    [InlineData("GET", "304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304)]
    public async Task Answers_without_a_body_are_passed_on(string method, string answer, int status)
    {
        await using RawUpstream upstream = new("HTTP/1.1 " + answer);
        LogLines lines = new();
        await using GatewayHost gateway = await StartAsync(upstream, lines);

        HttpMessage response = await SendAsync(gateway, method);

        response.Status.ShouldBe(status);
        response.Body.ShouldBeEmpty();
        response["x-llmpolicy-decision"].ShouldHaveSingleItem();
        lines.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task They_are_a_reset_to_retries()
    {
        await using RawUpstream upstream = RetryGateway.Answering("HTTP/1.1 204 No\r\nContent-Length: 11\r\n\r\n", RawUpstream.Ok);
        await using GatewayHost gateway = await RetryGateway.StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: reset, retryBackOff: {baseInterval: 0.001s}}");

        (await gateway.SendAsync(RetryGateway.Get)).Body.ShouldBe("ok");
    }

    private static async Task<HttpMessage> SendAsync(GatewayHost gateway, string method)
    {
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, $"{method} /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 0\nConnection: close");
        HttpMessage head = (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!;
        return head with { Body = await new StreamReader(client, Encoding.Latin1).ReadToEndAsync(TestContext.Current.CancellationToken) };
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, LogLines lines) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()),
        new LoopbackDialer(upstream.Port),
        proxy => proxy.Services.AddSingleton<ILoggerProvider>(lines));
}
