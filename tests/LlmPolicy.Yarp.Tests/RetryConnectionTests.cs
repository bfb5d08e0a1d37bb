using System.Net.Sockets;

namespace LlmPolicy.Gateway;

/// <summary><c>retries</c> where there is no answer: connections that fail or break, clients that leave.</summary>
public sealed class RetryConnectionTests
{
    [Theory]
    [InlineData("connect-failure")]
    [InlineData("reset-before-request")]
    [InlineData("reset")]
    [InlineData("5xx")]
    public async Task A_connection_that_did_not_come_about_is_tried_again_with_the_whole_body(string condition)
    {
        await using RawUpstream upstream = new();
        RefusingDialer dialer = new(upstream.Port, refusals: 1);
        await using GatewayHost gateway = await RetryGateway.StartAsync(dialer, $"retries: {{retryOn: {condition}, retryBackOff: {{baseInterval: 0.001s}}}}");

        (await gateway.SendAsync("POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 4", "abcd")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe("abcd");
    }

    [Fact]
    public async Task When_every_try_fails_the_answer_tells_of_the_last()
    {
        RefusingDialer dialer = new(0, refusals: int.MaxValue);
        await using GatewayHost gateway = await RetryGateway.StartAsync(
            dialer, "retries: {retryOn: connect-failure, numRetries: 2, retryBackOff: {baseInterval: 0.001s}}");

        HttpMessage response = await gateway.SendAsync(RetryGateway.Get);

        response.Status.ShouldBe(503);
        response.Body.ShouldBe(
            "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure");
        dialer.Refused.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_that_broke_after_the_request_is_no_connect_failure()
    {
        int requests = 0;
        await using RawUpstream upstream = new((stream, _) =>
        {
            requests++;
            stream.Close();
            return Task.CompletedTask;
        });
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), "retries: {retryOn: connect-failure}");

        (await gateway.SendAsync("POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 1", "a")).Status.ShouldBe(503);

        requests.ShouldBe(1);
    }

    [Fact]
    public async Task For_a_client_that_left_nothing_is_sent_again()
    {
        TaskCompletionSource ended = new();
        await using RawUpstream upstream = new(async (stream, _) => (await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0));
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1", options: "retries: {retryOn: 'reset,5xx', numRetries: 9}"), Manifests.Upstream()),
            new LoopbackDialer(upstream.Port),
            use: app => app.Use(async (context, next) =>
            {
                await next(context);
                ended.SetResult();
            }));

        await using (Stream client = await gateway.ConnectAsync())
        {
            await GatewayHost.WriteAsync(client, RetryGateway.Get);
            await upstream.NextRequestAsync();
        }

        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        upstream.Connections.ShouldBe(1);
    }

    private sealed class RefusingDialer(int port, int refusals) : IUpstreamDialer
    {
        private readonly LoopbackDialer _dialer = new(port);

        public int Refused { get; private set; }

        public ValueTask<Stream> DialAsync(string host, int hostPort, CancellationToken cancellationToken)
        {
            if (Refused < refusals)
            {
                Refused++;
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            return _dialer.DialAsync(host, hostPort, cancellationToken);
        }
    }
}
