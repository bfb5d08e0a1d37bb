using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>What Kestrel refuses before the gateway sees a request has Envoy's status and text all the same.</summary>
public sealed class ServerRefusalTests
{
    [Theory]
    [InlineData("NONSENSE\r\n\r\n", "400 Bad Request")]
    [InlineData("G(T /v1 HTTP/1.1\r\nHost: h\r\n\r\n", "400 Bad Request")]
    [InlineData("GET v1 HTTP/1.1\r\nHost: h\r\n\r\n", "400 Bad Request")]
    [InlineData("GET * HTTP/1.1\r\nHost: h\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: h\r\nx a: 1\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: h\r\nx-a: 1\r\n 2\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: h\r\nx-a: a\0b\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: a b\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /v1 HTTP/1.2\r\nHost: h\r\n\r\n", "426 Upgrade Required")]
    public async Task A_request_that_it_can_not_read(string request, string answer)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        await ShouldEndWithAsync(gateway, request, answer);

        upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_head_that_is_too_long(bool inTarget)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);
        string text = new('a', 70_000);

        await ShouldEndWithAsync(
            gateway, inTarget ? $"GET /v1{text} HTTP/1.1\r\nHost: h\r\n\r\n" : $"GET /v1 HTTP/1.1\r\nHost: h\r\nx-a: {text}\r\n\r\n", "431 Request Header Fields Too Large");
    }

    [Fact]
    public async Task An_encoded_NUL_has_no_text()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answer = await SendAsync(gateway, "GET /v1%00 HTTP/1.1\r\nHost: h\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task Behind_an_answer_on_the_same_connection()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, "GET /v1 HTTP/1.1\r\nHost: gateway.example.com\r\n\r\nNONSENSE\r\n\r\n");

        answers.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        answers.ShouldContain("ok" + "HTTP/1.1 400 Bad Request\r\n");
        answers.ShouldEndWith("\r\n\r\nBad Request");
    }

    private static async Task ShouldEndWithAsync(GatewayHost gateway, string request, string answer)
    {
        string answers = await SendAsync(gateway, request);

        answers.ShouldStartWith($"HTTP/1.1 {answer}\r\n");
        answers.ShouldContain("\r\nConnection: close\r\n");
        answers.ShouldContain("\r\nContent-Type: text/plain\r\n");
        answers.ShouldContain($"\r\nContent-Length: {answer.Length - 4}\r\n");
        answers.ShouldEndWith($"\r\n\r\n{answer[4..]}");
    }

    private static async Task<string> SendAsync(GatewayHost gateway, string request)
    {
        await using Stream client = await gateway.ConnectAsync();
        await client.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        return await new StreamReader(client, Encoding.Latin1).ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) =>
        GatewayHost.StartAsync(Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));
}
