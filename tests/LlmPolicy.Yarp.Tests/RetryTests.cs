namespace LlmPolicy.Gateway;

/// <summary><c>retries</c>: which answers are put aside, and what is sent again.</summary>
public sealed class RetryTests
{
    private const string On5xx = "retries: {retryOn: 5xx, retryBackOff: {baseInterval: 0.001s}}";

    [Fact]
    public async Task An_answer_that_the_route_retries_on_is_put_aside_and_the_request_sent_again_as_it_was()
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), On5xx + """

            autoHostRewrite: true
            headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}, {header: {key: X-More, value: two}}]}
            """);

        HttpMessage response = await gateway.SendAsync(RetryGateway.Get + "\nX-More: one");

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
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        LoopbackDialer dialer = new(upstream.Port);
        await using GatewayHost gateway = await RetryGateway.StartAsync(dialer, On5xx, spec: "{hosts: [{addr: a.test, port: 80}, {addr: b.test, port: 80}]}");

        (await gateway.SendAsync(RetryGateway.Get)).Status.ShouldBe(200);

        dialer.Dialed.ShouldBe(["a.test:80", "b.test:80"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("retries: {numRetries: 3}")]
    [InlineData("retries: {retryOn: 'connect-failure,retriable-4xx', numRetries: 3}")]
    [InlineData("retries: {retryOn: retriable-status-codes, retriableStatusCodes: [429], numRetries: 3}")]
    public async Task An_answer_that_the_route_does_not_retry_on_is_passed_on(string options)
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), options);

        HttpMessage response = await gateway.SendAsync(RetryGateway.Get);

        response.Status.ShouldBe(503);
        response["x-try"].ShouldBe(["first"]);
    }

    [Fact]
    public async Task After_the_last_retry_the_upstreams_answer_is_passed_on()
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RetryGateway.Unavailable, RetryGateway.Unavailable.Replace("first", "third", StringComparison.Ordinal), RawUpstream.Ok);
        await using GatewayHost gateway = await RetryGateway.StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: gateway-error, numRetries: 2, retryBackOff: {baseInterval: 0.001s}}");

        HttpMessage response = await gateway.SendAsync(RetryGateway.Get);

        response.Status.ShouldBe(503);
        response.Body.ShouldBe("busy");
        response["x-try"].ShouldBe(["third"]);
    }

    [Fact]
    public async Task The_virtual_hosts_retries_hold_for_routes_without_their_own()
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok, RetryGateway.Unavailable, RawUpstream.Ok);
        string routes = Manifests.Route("/own", options: "retries: {retryOn: reset}") + "\n" + Manifests.Route("/v1");
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Guarded("{" + On5xx + "}", routes, Manifests.Upstream()), new LoopbackDialer(upstream.Port));

        (await gateway.SendAsync(RetryGateway.Get)).Status.ShouldBe(200);
        (await gateway.SendAsync("GET /own HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(503);
    }

    [Theory]
    [InlineData("Content-Length: 1048576")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_of_1_MiB_is_sent_again(string framing)
    {
        string body = new('x', 1_048_576);
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), On5xx);

        string sent = framing.StartsWith('T') ? $"100000\r\n{body}\r\n0\r\n\r\n" : body;
        (await gateway.SendAsync($"POST /v1 HTTP/1.1\nHost: gateway.example.com\n{framing}", sent)).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
    }

    [Fact]
    public async Task A_longer_body_is_not_sent_again()
    {
        string body = new('x', 1_048_577);
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), On5xx);

        (await gateway.SendAsync($"POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: {body.Length}", body)).Status.ShouldBe(503);

        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
        upstream.WasReached.ShouldBeFalse();
    }
}
