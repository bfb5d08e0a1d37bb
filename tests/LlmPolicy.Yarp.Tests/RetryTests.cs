using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmPolicy.Gateway;

/// <summary><c>retries</c>: what is sent again, and what is not.</summary>
public sealed class RetryTests
{
    private const string Unavailable = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\nx-try: first\r\n\r\nbusy";
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";
    private const string On5xx = "retries: {retryOn: 5xx, retryBackOff: {baseInterval: 0.001s}}";

    [Fact]
    public async Task An_answer_that_the_route_retries_on_is_put_aside_and_the_request_sent_again_as_it_was()
    {
        await using RawUpstream upstream = Answering(Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), On5xx + """

            autoHostRewrite: true
            headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}, {header: {key: X-More, value: two}}]}
            """);

        HttpMessage response = await gateway.SendAsync(Get + "\nX-More: one");

        response.Status.ShouldBe(200);
        response.Body.ShouldBe("ok");
        response["x-try"].ShouldBeEmpty();
        foreach (int _ in new[] { 1, 2 })
        {
            HttpMessage request = await upstream.NextRequestAsync();
            request.StartLine.ShouldBe("GET /v1 HTTP/1.1");
            request["host"].ShouldBe(["models.test"]);
            request["authorization"].ShouldBe(["Bearer hf_test"]);
            string.Concat(request["x-more"]).Replace(" ", "", StringComparison.Ordinal).ShouldBe("one,two");
        }
    }

    [Fact]
    public async Task The_next_try_goes_to_the_Upstreams_next_host()
    {
        await using RawUpstream upstream = Answering(Unavailable, RawUpstream.Ok);
        LoopbackDialer dialer = new(upstream.Port);
        await using GatewayHost gateway = await StartAsync(dialer, On5xx, spec: "{hosts: [{addr: a.test, port: 80}, {addr: b.test, port: 80}]}");

        (await gateway.SendAsync(Get)).Status.ShouldBe(200);

        dialer.Dialed.ShouldBe(["a.test:80", "b.test:80"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("retries: {numRetries: 3}")]
    [InlineData("retries: {retryOn: 'connect-failure,retriable-4xx', numRetries: 3}")]
    [InlineData("retries: {retryOn: retriable-status-codes, retriableStatusCodes: [429], numRetries: 3}")]
    public async Task An_answer_that_the_route_does_not_retry_on_is_passed_on(string options)
    {
        await using RawUpstream upstream = Answering(Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), options);

        HttpMessage response = await gateway.SendAsync(Get);

        response.Status.ShouldBe(503);
        response["x-try"].ShouldBe(["first"]);
    }

    [Fact]
    public async Task After_the_last_retry_the_upstreams_answer_is_passed_on()
    {
        await using RawUpstream upstream = Answering(Unavailable, Unavailable, Unavailable.Replace("first", "third", StringComparison.Ordinal), RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: gateway-error, numRetries: 2, retryBackOff: {baseInterval: 0.001s}}");

        HttpMessage response = await gateway.SendAsync(Get);

        response.Status.ShouldBe(503);
        response.Body.ShouldBe("busy");
        response["x-try"].ShouldBe(["third"]);
    }

    [Fact]
    public async Task The_virtual_hosts_retries_hold_for_routes_without_their_own()
    {
        await using RawUpstream upstream = Answering(Unavailable, RawUpstream.Ok, Unavailable, RawUpstream.Ok);
        string routes = Manifests.Route("/own", options: "retries: {retryOn: reset}") + "\n" + Manifests.Route("/v1");
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Guarded("{" + On5xx + "}", routes, Manifests.Upstream()), new LoopbackDialer(upstream.Port));

        (await gateway.SendAsync(Get)).Status.ShouldBe(200);
        (await gateway.SendAsync("GET /own HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(503);
    }

    [Theory]
    [InlineData("Content-Length: 65536")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_of_64_KiB_is_sent_again(string framing)
    {
        string body = new('x', 65_536);
        await using RawUpstream upstream = Answering(Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), On5xx);

        string sent = framing.StartsWith('T') ? $"10000\r\n{body}\r\n0\r\n\r\n" : body;
        (await gateway.SendAsync($"POST /v1 HTTP/1.1\nHost: gateway.example.com\n{framing}", sent)).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
    }

    [Fact]
    public async Task A_longer_body_is_not_sent_again()
    {
        string body = new('x', 65_537);
        await using RawUpstream upstream = Answering(Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), On5xx);

        (await gateway.SendAsync($"POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: {body.Length}", body)).Status.ShouldBe(503);

        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [InlineData("connect-failure")]
    [InlineData("reset-before-request")]
    [InlineData("reset")]
    [InlineData("5xx")]
    public async Task A_connection_that_did_not_come_about_is_tried_again_with_the_whole_body(string condition)
    {
        await using RawUpstream upstream = new();
        RefusingDialer dialer = new(upstream.Port, refusals: 1);
        await using GatewayHost gateway = await StartAsync(dialer, $"retries: {{retryOn: {condition}, retryBackOff: {{baseInterval: 0.001s}}}}");

        (await gateway.SendAsync("POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 4", "abcd")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe("abcd");
    }

    [Fact]
    public async Task When_every_try_fails_the_answer_tells_of_the_last()
    {
        RefusingDialer dialer = new(0, refusals: int.MaxValue);
        await using GatewayHost gateway = await StartAsync(
            dialer, "retries: {retryOn: connect-failure, numRetries: 2, retryBackOff: {baseInterval: 0.001s}}");

        HttpMessage response = await gateway.SendAsync(Get);

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
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), "retries: {retryOn: connect-failure}");

        (await gateway.SendAsync("POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 1", "a")).Status.ShouldBe(503);

        requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_try_that_takes_too_long_is_given_up_for_another()
    {
        BackOffTime time = new();
        int requests = 0;
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new((stream, _) => requests++ == 0 ? never.Task : stream.WriteAsync(Encoding.ASCII.GetBytes(RawUpstream.Ok)).AsTask());
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: 5xx, perTryTimeout: 3s, retryBackOff: {baseInterval: 0.001s}}", time: time);

        Task<HttpMessage> answer = gateway.SendAsync(Get);
        await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromSeconds(3));

        (await answer).Status.ShouldBe(200);
        never.SetResult();
    }

    [Fact]
    public async Task When_the_last_try_takes_too_long_the_answer_is_504()
    {
        BackOffTime time = new();
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new((_, _) => never.Task);
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: reset, perTryTimeout: 3s, retryBackOff: {baseInterval: 0.001s}}", time: time);

        Task<HttpMessage> answer = gateway.SendAsync(Get);
        foreach (int _ in new[] { 1, 2 })
        {
            await upstream.NextRequestAsync();
            time.Advance(TimeSpan.FromSeconds(3));
        }

        HttpMessage response = await answer;
        response.Status.ShouldBe(504);
        response.Body.ShouldBe("upstream request timeout");
        never.SetResult();
    }

    [Fact]
    public async Task The_bound_of_a_try_ends_where_its_response_begins()
    {
        BackOffTime time = new();
        TaskCompletionSource later = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no"u8.ToArray());
            await later.Task;
            await stream.WriteAsync("k"u8.ToArray());
        });
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), "retries: {retryOn: 5xx, perTryTimeout: 3s}", time: time);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Get);

        HttpMessage head = (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!;
        time.Advance(TimeSpan.FromSeconds(30));
        later.SetResult();

        (await head.ReadBodyAsync(client, TestContext.Current.CancellationToken)).Body.ShouldBe("ok");
    }

    [Fact]
    public async Task The_routes_timeout_holds_for_all_tries_and_the_waits_between_them()
    {
        BackOffTime time = new();
        await using RawUpstream upstream = Answering(Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(upstream.Port), "timeout: 7s\nretries: {retryOn: 5xx, retryBackOff: {baseInterval: 3600000s}}", time: time);

        Task<HttpMessage> answer = gateway.SendAsync(Get);
        await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromSeconds(7));

        HttpMessage response = await answer;
        response.Status.ShouldBe(504);
        response.Body.ShouldBe("upstream request timeout");
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
            await GatewayHost.WriteAsync(client, Get);
            await upstream.NextRequestAsync();
        }

        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        upstream.Connections.ShouldBe(1);
    }

    private static RawUpstream Answering(params string[] answers)
    {
        int next = 0;
        return new RawUpstream((stream, _) => stream.WriteAsync(Encoding.Latin1.GetBytes(answers[next++])).AsTask());
    }

    private static Task<GatewayHost> StartAsync(
        IUpstreamDialer dialer, string options, string spec = "{hosts: [{addr: models.test, port: 80}]}", TimeProvider? time = null) =>
        GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream(spec: spec), Manifests.Secret("key", "Authorization", "Bearer hf_test")),
            dialer,
            proxy => proxy.Services.Replace(ServiceDescriptor.Singleton(time ?? TimeProvider.System)));

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
