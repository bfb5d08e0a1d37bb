using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>How often a request arrives at an upstream that ends the connection without an answer: once, and once more for each retry of the route.</summary>
public sealed class SentOnceTests
{
    private static readonly string[] Requests =
    [
        "GET /v1 HTTP/1.1", "DELETE /v1 HTTP/1.1", "HEAD /v1 HTTP/1.1", "OPTIONS /v1 HTTP/1.1", "POST /v1 HTTP/1.1\nContent-Length: 0",
        "POST /v1 HTTP/1.1\nContent-Length: 4", "POST /v1 HTTP/1.1\nContent-Length: 4\nExpect: 100-continue",
        $"GET /v1?{new string('a', 9_000)} HTTP/1.1",
    ];

    public static TheoryData<string, bool, bool> All => new MatrixTheoryData<string, bool, bool>(Requests, [true, false], [true, false]);

    [Theory]
    [AbuseCase("B9")]
    [MemberData(nameof(All))]
    public async Task Without_retries_a_request_arrives_once(string request, bool reset, bool onKeptConnection)
    {
        (await ArrivalsAsync(request, "{}", reset, onKeptConnection)).ShouldBe(1);
    }

    [Theory]
    [AbuseCase("B9")]
    [MemberData(nameof(All))]
    public async Task With_two_retries_a_request_arrives_three_times(string request, bool reset, bool onKeptConnection)
    {
        const string Retries = "retries: {retryOn: 'reset', numRetries: 2, retryBackOff: {baseInterval: 0.001s}}";
        (await ArrivalsAsync(request, Retries, reset, onKeptConnection)).ShouldBe(3);
    }

    [Fact]
    public async Task A_kept_connection_that_the_upstream_closed_in_between_is_replaced_and_nobody_sees_it()
    {
        using SemaphoreSlim closed = new(0);
        int arrived = 0;
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            arrived++;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(RawUpstream.Ok));
            stream.Close();
            closed.Release();
        });
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), "{}");

        for (int i = 1; i <= 20; i++)
        {
            (await gateway.SendAsync(RetryGateway.Get)).Status.ShouldBe(200);
            await closed.WaitAsync(TestContext.Current.CancellationToken);
            arrived.ShouldBe(i);
        }
    }

    [Fact]
    public async Task A_connection_is_kept_from_one_request_to_the_next()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), "{}");

        for (int i = 0; i < 5; i++)
        {
            (await gateway.SendAsync(RetryGateway.Get)).Status.ShouldBe(200);
        }

        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_ends_with_its_connection_is_whole()
    {
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\nall of it"u8.ToArray());
            stream.Close();
        });
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), "{}");

        HttpMessage response = await gateway.SendAsync(RetryGateway.Get);

        response.Status.ShouldBe(200);
        response.Body.ShouldBe("all of it");
    }

    private static async Task<int> ArrivalsAsync(string request, string options, bool reset, bool onKeptConnection)
    {
        int arrivals = 0;
        await using RawUpstream upstream = new(async (stream, message) =>
        {
            if (message.Target.EndsWith("first", StringComparison.Ordinal))
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(RawUpstream.Ok));
                return;
            }

            arrivals++;
            if (reset)
            {
                ((NetworkStream)stream).Socket.LingerState = new LingerOption(true, 0);
            }

            stream.Close();
        });
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), options);
        if (onKeptConnection)
        {
            (await gateway.SendAsync("GET /v1/first HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);
        }

        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, request + "\nHost: gateway.example.com", request.Contains("Length: 4", StringComparison.Ordinal) ? "abcd" : "");
        HttpMessage? answer = await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken);
        if (answer!.Status == 100)
        {
            answer = await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken);
        }

        answer!.Status.ShouldBe(503);
        return arrivals;
    }
}
