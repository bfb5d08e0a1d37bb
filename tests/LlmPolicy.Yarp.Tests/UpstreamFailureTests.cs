using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Gateway;

/// <summary>What a client gets where an upstream does not answer: Envoy's status and text.</summary>
public sealed class UpstreamFailureTests
{
    private const string Reset = "upstream connect error or disconnect/reset before headers. reset reason: ";
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    [Fact]
    public async Task A_refused_connection_is_a_remote_connection_failure()
    {
        int closed;
        await using (RawUpstream gone = new())
        {
            closed = gone.Port;
        }

        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(closed));

        await ShouldAnswerAsync(gateway, 503, Reset + "remote connection failure");
    }

    [Fact]
    public async Task A_certificate_that_does_not_hold_is_a_remote_connection_failure()
    {
        using System.Security.Cryptography.X509Certificates.X509Certificate2 certificate = TestCertificates.For("other.test");
        await using RawUpstream upstream = new(certificate: certificate);
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), spec: "{hosts: [{addr: models.test, port: 443}]}");

        await ShouldAnswerAsync(gateway, 503, Reset + "remote connection failure");
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_closed_before_headers_is_a_connection_termination()
    {
        await using RawUpstream upstream = new((stream, _) =>
        {
            stream.Close();
            return Task.CompletedTask;
        });
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port));

        await ShouldAnswerAsync(gateway, 503, Reset + "connection termination");
    }

    [Fact]
    public async Task An_answer_that_is_no_http_is_a_protocol_error()
    {
        await using RawUpstream upstream = new("SSH-2.0-OpenSSH_9.6\r\n\r\n");
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port));

        await ShouldAnswerAsync(gateway, 502, Reset + "protocol error");
    }

    [Fact]
    public async Task A_name_without_addresses_has_no_healthy_host()
    {
        await using GatewayHost gateway = await StartAsync(new TcpUpstreamDialer(), spec: "{hosts: [{addr: models.invalid, port: 80}]}");

        await ShouldAnswerAsync(gateway, 503, "no healthy upstream");
    }

    [Fact]
    public async Task A_host_that_can_not_be_reached_in_time_is_a_connection_timeout()
    {
        FakeTimeProvider time = new();
        SilentDialer dialer = new();
        await using GatewayHost gateway = await StartAsync(dialer, time: time);

        Task<HttpMessage> answer = gateway.SendAsync(Get);
        await dialer.Dialing;
        time.Advance(TimeSpan.FromSeconds(5));

        await ShouldAnswerAsync(answer, 503, Reset + "connection timeout");
    }

    [Fact]
    public async Task An_upstream_that_is_slower_than_the_routes_timeout_gives_504()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new((_, _) => never.Task);
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), options: "timeout: 7s", time: time);

        Task<HttpMessage> answer = gateway.SendAsync(Get);
        await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromSeconds(6));
        answer.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        await ShouldAnswerAsync(answer, 504, "upstream request timeout");
        never.SetResult();
    }

    [Fact]
    public async Task The_routes_timeout_begins_when_the_request_has_been_read()
    {
        FakeTimeProvider time = new();
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), options: "timeout: 7s", time: time);

        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, "POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 4", "ab");
        await upstream.NextHeadAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        await client.WriteAsync("cd"u8.ToArray(), TestContext.Current.CancellationToken);

        (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken))!.Status.ShouldBe(200);
        (await upstream.NextRequestAsync()).Body.ShouldBe("abcd");
    }

    [Fact]
    public async Task The_reason_and_the_route_stand_in_the_decision()
    {
        int closed;
        await using (RawUpstream gone = new())
        {
            closed = gone.Port;
        }

        TaskCompletionSource<PolicyDecision> decided = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()),
            new LoopbackDialer(closed),
            use: app => app.Use(async (context, next) =>
            {
                await next(context);
                decided.SetResult(context.Features.Get<ILlmPolicyFeature>()!.Decision);
            }));

        await ShouldAnswerAsync(gateway, 503, Reset + "remote connection failure");

        PolicyDecision decision = await decided.Task;
        decision.Reason.ShouldBe("upstream.unavailable");
        decision.Route!.Name.ShouldBe("routes[0]");
        decision.Position.ShouldNotBeNull();
    }

    private static Task ShouldAnswerAsync(GatewayHost gateway, int status, string body) => ShouldAnswerAsync(gateway.SendAsync(Get), status, body);

    private static async Task ShouldAnswerAsync(Task<HttpMessage> answer, int status, string body)
    {
        HttpMessage response = await answer.WaitAsync(TestContext.Current.CancellationToken);
        response.Body.ShouldBe(body);
        response.Status.ShouldBe(status);
        response["content-type"].ShouldBe(["text/plain"]);
    }

    private static Task<GatewayHost> StartAsync(
        IUpstreamDialer dialer, string spec = "{hosts: [{addr: models.test, port: 80}]}", string options = "{}", TimeProvider? time = null) =>
        GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream(spec: spec)),
            dialer,
            proxy => proxy.Services.Replace(ServiceDescriptor.Singleton(time ?? TimeProvider.System)));

    private sealed class SilentDialer : IUpstreamDialer
    {
        private readonly TaskCompletionSource _dialing = new();

        public Task Dialing => _dialing.Task;

        public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
        {
            TaskCompletionSource<Stream> never = new();
            await using CancellationTokenRegistration cancelled = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            _dialing.TrySetResult();
            return await never.Task;
        }
    }
}
