using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>What an upstream may answer to a request to go on in another protocol, and which requests never come to that.</summary>
public sealed class UpgradeAnswerTests
{
    private const string Asks = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

    [Fact]
    public async Task The_protocol_that_was_asked_for_is_a_tunnel()
    {
        string answer = await AnswerToAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\nbytes");

        answer.ShouldStartWith("HTTP/1.1 101 ");
        answer.ShouldEndWith("\r\n\r\nbytes");
    }

    [Fact]
    public async Task Another_protocol_is_a_protocol_error()
    {
        string answer = await AnswerToAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nbytes");

        answer.ShouldStartWith("HTTP/1.1 502 ");
        answer.ShouldNotContain("bytes");
    }

    [Fact]
    public async Task A_success_in_place_of_it_has_no_body_and_ends_the_connection()
    {
        string answer = await AnswerToAsync("HTTP/1.1 200 OK\r\nx-upstream: 1\r\nContent-Length: 4\r\n\r\nbody");

        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldContain("\r\nx-upstream: 1\r\n");
        answer.ShouldNotContain("body");
    }

    [Fact]
    public async Task A_refusal_in_place_of_it_has_its_body()
    {
        string answer = await AnswerToAsync("HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nbody");

        answer.ShouldStartWith("HTTP/1.1 403 ");
        answer.ShouldEndWith("\r\n\r\nbody");
    }

    [Theory]
    [InlineData("GET", "Content-Length: 5\r\n\r\nhello")]
    [InlineData("POST", "Content-Length: 5\r\n\r\nhello")]
    [InlineData("GET", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    public async Task One_with_a_body_is_refused(string method, string rest)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answer = await SendAsync(gateway, $"{method} /v1 HTTP/1.1\r\nHost: h\r\n{Asks}{rest}");

        answer.ShouldStartWith("HTTP/1.1 400 Bad Request\r\n");
        answer.ShouldContain("\r\nConnection: close\r\n");
        answer.ShouldContain("\r\nx-llmpolicy-decision: ");
        upstream.WasReached.ShouldBeFalse();
    }

    private static async Task<string> AnswerToAsync(string answer)
    {
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
            throw new IOException("The upstream hangs up.");
        });
        await using GatewayHost gateway = await StartAsync(upstream);
        return await SendAsync(gateway, $"GET /v1 HTTP/1.1\r\nHost: h\r\n{Asks}\r\n");
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
