using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Gateway;

/// <summary>What callers try with headers, trailers and bodies.</summary>
public sealed class CallerTricksTests
{
    private static readonly string Service = Manifests.Guarded(
        CallerToken.Provider.Replace(
            "{issuer: solo.io,", "{issuer: solo.io, claimsToHeaders: [{claim: sub, header: x-user}, {claim: absent, header: x-absent}],", StringComparison.Ordinal),
        Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}")
        + "\n" + Manifests.Route("/open", options: "jwt: {disable: true}"),
        Manifests.Upstream(),
        Manifests.Secret("key", "x-api-key", "canary"));

    private static readonly string Bearer = $"\nAuthorization: Bearer {CallerToken.Text}";

    [Theory]
    [AbuseCase("H2")]
    [InlineData("close, x-user, x-api-key, x-absent")]
    [InlineData("X-User")]
    [InlineData("x-api-key, keep-alive")]
    [InlineData("upgrade, x-api-key, x-user")]
    public async Task Headers_of_the_policy_can_not_be_stripped_by_naming_them_in_Connection(string connection)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com{Bearer}\nConnection: {connection}")).Status.ShouldBe(200);

        HttpMessage request = await upstream.NextRequestAsync();
        request["x-user"].ShouldBe(["caller"]);
        request["x-api-key"].ShouldBe(["canary"]);
        request["authorization"].ShouldBeEmpty();
    }

    [Fact]
    [AbuseCase("H7")]
    public async Task A_token_in_the_trailers_is_none()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(
            "POST /v1 HTTP/1.1\nHost: gateway.example.com\nTransfer-Encoding: chunked\nTrailer: authorization",
            $"5\r\nhello\r\n0\r\nAuthorization: Bearer {CallerToken.Text}\r\n\r\n");

        response.Status.ShouldBe(401);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("H7")]
    public async Task Claims_and_keys_in_the_trailers_never_become_headers()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(
            $"POST /v1 HTTP/1.1\nHost: gateway.example.com{Bearer}\nTransfer-Encoding: chunked\nTE: trailers\nTrailer: x-user, x-api-key",
            "5\r\nhello\r\n0\r\nx-user: admin\r\nx-absent: admin\r\nx-api-key: mine\r\nAuthorization: Bearer other\r\n\r\n");

        response.Status.ShouldBe(200);
        HttpMessage request = await upstream.NextRequestAsync();
        request.Body.ShouldBe("hello");
        request["x-user"].ShouldBe(["caller"]);
        request["x-api-key"].ShouldBe(["canary"]);
        request["x-absent"].ShouldBeEmpty();
        request["authorization"].ShouldBeEmpty();
    }

    [Fact]
    [AbuseCase("H4")]
    public async Task What_the_caller_sends_under_a_claims_name_is_gone_on_routes_without_JWT_too_as_by_Envoy()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await gateway.SendAsync("GET /open HTTP/1.1\nHost: gateway.example.com\nx-user: admin")).Status.ShouldBe(200);

        HttpMessage request = await upstream.NextRequestAsync();
        request["x-user"].ShouldBeEmpty();
        request["x-api-key"].ShouldBeEmpty();
    }

    [Theory]
    [AbuseCase("S1")]
    [InlineData("POST /v1?api_base=http://other.test&base_url=http://other.test&upstream=other.test HTTP/1.1\nHost: gateway.example.com", "{}")]
    [InlineData("POST http://other.test/v1 HTTP/1.1\nHost: other.test", "{}")]
    [InlineData("POST /v1 HTTP/1.1\nHost: other.test:81", "{}")]
    [InlineData("POST /v1 HTTP/1.1\nHost: gateway.example.com\nx-api-base: http://other.test\nx-envoy-original-dst-host: other.test:80\nForwarded: host=other.test", "{}")]
    [InlineData("POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Type: application/json", """{"model":"http://other.test/v1","api_base":"http://other.test","base_url":"http://other.test","user_config":{"model_list":[{"api_base":"http://other.test"}]}}""")]
    public async Task Nothing_that_a_caller_writes_says_where_a_request_goes(string head, string body)
    {
        await using RawUpstream upstream = new();
        LoopbackDialer dialer = new(upstream.Port);
        await using GatewayHost gateway = await GatewayHost.StartAsync(Service, dialer);

        (await gateway.SendAsync($"{head}{Bearer}\nContent-Length: {body.Length}", body)).Status.ShouldBe(200);

        (await upstream.NextRequestAsync())["x-api-key"].ShouldBe(["canary"]);
        dialer.Dialed.ShouldBe(["models.test:80"]);
    }

    [Fact]
    [AbuseCase("H5")]
    public async Task A_long_claim_goes_on_whole_as_by_Envoy()
    {
        string name = new('n', 9_000);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\nAuthorization: Bearer {CallerToken.For(name)}")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync())["x-user"].ShouldBe([name]);
    }

    [Fact]
    [AbuseCase("H10")]
    public async Task Who_waits_for_100_without_a_token_is_not_asked_for_the_body()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync("POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 10000000000\nExpect: 100-continue");

        response.Status.ShouldBe(401);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("H10")]
    public async Task A_refused_body_is_not_read_to_its_end()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, "POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 10000000000");
        byte[] part = new byte[64 * 1024];

        await Should.ThrowAsync<IOException>(async () =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                await client.WriteAsync(part, TestContext.Current.CancellationToken);
            }
        });

        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("T34")]
    public async Task A_preflight_without_a_token_is_refused()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(
            "OPTIONS /v1 HTTP/1.1\nHost: gateway.example.com\nOrigin: https://app.example.com\nAccess-Control-Request-Method: GET");

        response.Status.ShouldBe(401);
        upstream.WasReached.ShouldBeFalse();
    }

    /// <summary>.NET would send the known method in their place.</summary>
    [Theory]
    [AbuseCase("P8")]
    [InlineData("delete")]
    [InlineData("Delete")]
    [InlineData("get")]
    [InlineData("trace")]
    public async Task A_method_in_another_case_is_not_taken_for_the_known_one(string method)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        (await gateway.SendAsync($"{method} /v1 HTTP/1.1\nHost: gateway.example.com{Bearer}")).Status.ShouldBe(400);

        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [AbuseCase("H3")]
    [InlineData("a\r\nx-admin: 1")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void A_value_that_would_end_its_line_is_not_put_on(string value)
    {
        using HttpRequestMessage request = new();
        ProxiedHeaders headers = new(new DefaultHttpContext(), request);

        headers.TryApply(HeaderChangeKind.Append, "x-a", value).ShouldBeFalse();
        headers.TryApply(HeaderChangeKind.Set, "x-b", value).ShouldBeFalse();

        request.Headers.NonValidated.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_leaves_between_two_tries_is_no_error_of_the_apps()
    {
        WaitingTime time = new();
        TaskCompletionSource ended = new();
        await using RawUpstream upstream = new(RetryGateway.Unavailable);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/v1", options: "retries: {retryOn: 5xx, numRetries: 3, retryBackOff: {baseInterval: 900s, maxInterval: 900s}}"), Manifests.Upstream()),
            new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.AddSingleton<TimeProvider>(time),
            app => app.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                    ended.SetResult();
                }
                catch (Exception e)
                {
                    ended.SetException(e);
                }
            }));

        await using (Stream client = await gateway.ConnectAsync())
        {
            await GatewayHost.WriteAsync(client, RetryGateway.Get);
            await time.Waiting.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }

        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        await upstream.NextRequestAsync();
        upstream.WasReached.ShouldBeFalse();
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) => GatewayHost.StartAsync(Service, new LoopbackDialer(upstream.Port));

    /// <summary>A clock that stands still, and tells when somebody waits for another try: the connection's own timer is of 5 seconds.</summary>
    private sealed class WaitingTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waiting => _waiting.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            // The wait before a try is drawn by chance, and may be short: no other timer has a part of a second.
            if (dueTime < TimeSpan.FromSeconds(901) && (dueTime > TimeSpan.FromSeconds(6) || dueTime.Ticks % TimeSpan.TicksPerSecond != 0))
            {
                _waiting.TrySetResult();
            }

            return timer;
        }
    }
}
