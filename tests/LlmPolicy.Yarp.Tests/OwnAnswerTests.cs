using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Gateway;

/// <summary>The policy's response headers on answers that the gateway gives in an upstream's place, as recorded of Envoy.</summary>
public sealed class OwnAnswerTests
{
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    [Fact]
    public async Task An_answer_in_the_upstreams_place_tells_in_its_headers_what_happened()
    {
        int closed = await ClosedPortAsync();
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(closed),
            Shown("%RESPONSE_FLAGS% %RESPONSE_CODE% %UPSTREAM_REQUEST_ATTEMPT_COUNT% %UPSTREAM_HOST%"));

        HttpMessage answer = await gateway.SendAsync(Get);

        answer.Status.ShouldBe(503);
        answer["x-shown"].ShouldBe(["UF 0 1 models.test:80"]);
        answer["content-type"].ShouldBe(["text/plain"]);
    }

    [Fact]
    public async Task After_the_last_retry_its_headers_tell_of_all_tries()
    {
        int closed = await ClosedPortAsync();
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(closed), "retries: {retryOn: 5xx, numRetries: 2, retryBackOff: {baseInterval: 0.001s}}\n" + Shown("%RESPONSE_FLAGS% %UPSTREAM_REQUEST_ATTEMPT_COUNT%"));

        (await gateway.SendAsync(Get))["x-shown"].ShouldBe(["URX,UF 3"]);
    }

    [Fact]
    public async Task So_do_those_of_an_upstreams_own_answer_after_the_last_retry()
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RetryGateway.Unavailable);
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: 5xx, retryBackOff: {baseInterval: 0.001s}}\n" + Shown("%RESPONSE_FLAGS% %RESPONSE_CODE% %UPSTREAM_REQUEST_ATTEMPT_COUNT%"));

        (await gateway.SendAsync(Get))["x-shown"].ShouldBe(["URX 503 2"]);
    }

    [Theory]
    [InlineData("timeout: 7s", "UT", 504, "upstream request timeout")]
    [InlineData("maxStreamDuration: {maxStreamDuration: 7s}", "-", 504, "downstream duration timeout")]
    [InlineData("timeout: 3s\nmaxStreamDuration: {maxStreamDuration: 7s}", "-", 504, "downstream duration timeout")]
    [InlineData("retries: {retryOn: cancelled, perTryTimeout: 7s}", "UT", 504, "upstream request timeout")]
    public async Task A_bound_that_is_reached_has_its_flag(string options, string flag, int status, string body)
    {
        FakeTimeProvider time = new();
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new((_, _) => never.Task);
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), options + "\n" + Shown("%RESPONSE_FLAGS%"), time);

        Task<HttpMessage> sent = gateway.SendAsync(Get);
        await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromSeconds(7));

        HttpMessage answer = await sent;
        answer.Status.ShouldBe(status);
        answer.Body.ShouldBe(body);
        answer["x-shown"].ShouldBe([flag]);
        never.SetResult();
    }

    [Fact]
    public async Task The_policys_own_type_stands_in_place_of_plain_text()
    {
        int closed = await ClosedPortAsync();
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(closed), "headerManipulation: {responseHeadersToAdd: [{header: {key: content-type, value: text/html}}]}");

        (await gateway.SendAsync(Get))["content-type"].ShouldBe(["text/html"]);
    }

    [Fact]
    public async Task A_duration_is_counted_from_the_requests_beginning()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource go = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await go.Task;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"u8.ToArray());
        });
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), Shown("%DURATION%"), time);

        Task<HttpMessage> sent = gateway.SendAsync(Get);
        await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromMilliseconds(1234));
        go.SetResult();

        (await sent)["x-shown"].ShouldBe(["1234"]);
    }

    [Fact]
    public async Task Requests_of_one_connection_have_its_number_and_others_another()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(new LoopbackDialer(upstream.Port), Shown("%CONNECTION_ID% %HOSTNAME%"));
        await using Stream client = await gateway.ConnectAsync();

        List<string> one = [];
        for (int i = 0; i < 2; i++)
        {
            await GatewayHost.WriteAsync(client, Get);
            one.AddRange((await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken))!["x-shown"]);
        }

        one[0].ShouldEndWith(" " + Environment.MachineName);
        one[1].ShouldBe(one[0]);
        (await gateway.SendAsync(Get))["x-shown"].ShouldNotBe([one[0]]);
    }

    [Theory]
    [InlineData("content-length", "1")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("connection", "close")]
    public async Task No_header_of_the_policy_changes_where_an_answer_ends(string name, string value)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(
            new LoopbackDialer(upstream.Port),
            $"headerManipulation: {{responseHeadersToAdd: [{{header: {{key: {name}, value: '{value}'}}, append: false}}]}}");
        await using Stream client = await gateway.ConnectAsync();

        foreach (int _ in new[] { 1, 2 })
        {
            await GatewayHost.WriteAsync(client, Get);
            HttpMessage answer = (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken))!;
            answer["content-length"].ShouldBe(["2"]);
            answer["transfer-encoding"].ShouldBeEmpty();
            answer.Body.ShouldBe("ok");
        }
    }

    private static string Shown(string value) =>
        $"headerManipulation: {{responseHeadersToAdd: [{{header: {{key: x-shown, value: '{value}'}}}}]}}";

    private static async Task<int> ClosedPortAsync()
    {
        await using RawUpstream gone = new();
        return gone.Port;
    }

    private static Task<GatewayHost> StartAsync(IUpstreamDialer dialer, string options, TimeProvider? time = null) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream()),
        dialer,
        proxy => proxy.Services.Replace(ServiceDescriptor.Singleton(time ?? TimeProvider.System)));
}
