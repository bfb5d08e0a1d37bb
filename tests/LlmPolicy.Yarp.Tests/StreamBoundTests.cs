using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Gateway;

/// <summary><c>maxStreamDuration</c> and <c>idleTimeout</c>.</summary>
public sealed class StreamBoundTests
{
    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    [Fact]
    public async Task A_stream_that_lasts_too_long_gives_504()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new((_, _) => never.Task);
        await using GatewayHost gateway = await StartAsync(upstream, "maxStreamDuration: {maxStreamDuration: 7s}", time);

        Task<HttpMessage> answer = gateway.SendAsync(Get);
        await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromSeconds(7));

        await ShouldAnswerAsync(answer, 504, "downstream duration timeout");
        never.SetResult();
    }

    [Fact]
    public async Task A_stream_that_lasts_too_long_while_the_request_comes_in_gives_408()
    {
        FakeTimeProvider time = new();
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, "maxStreamDuration: {maxStreamDuration: 7s}", time);
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, "POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 4", "ab");
        await upstream.NextHeadAsync();
        time.Advance(TimeSpan.FromSeconds(7));

        HttpMessage? response = await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken);
        response!.Status.ShouldBe(408);
        response.Body.ShouldBe("downstream duration timeout");
    }

    [Fact]
    public async Task A_response_that_lasts_too_long_is_cut_off()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no"u8.ToArray());
            await never.Task;
        });
        await using GatewayHost gateway = await StartAsync(upstream, "maxStreamDuration: {maxStreamDuration: 7s}", time);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Get);

        HttpMessage head = (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!;
        time.Advance(TimeSpan.FromSeconds(7));

        head.Status.ShouldBe(200);
        await Should.ThrowAsync<IOException>(head.ReadBodyAsync(client, TestContext.Current.CancellationToken));
        never.SetResult();
    }

    [Fact]
    public async Task A_stream_on_which_nothing_moves_gives_504()
    {
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new((_, _) => never.Task);
        await using GatewayHost gateway = await StartAsync(upstream, "idleTimeout: 0.1s");

        await ShouldAnswerAsync(gateway.SendAsync(Get), 504, "stream timeout");
        never.SetResult();
    }

    [Theory]
    [InlineData("idleTimeout: 0s")]
    [InlineData("idleTimeout: 9223372036s")]
    [InlineData("timeout: 9223372036s")]
    [InlineData("maxStreamDuration: {maxStreamDuration: 9223372036s}")]
    [InlineData("maxStreamDuration: {maxStreamDuration: 0s}")]
    public async Task A_bound_of_nothing_or_of_centuries_is_none(string options)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, options);

        (await gateway.SendAsync(Get)).Status.ShouldBe(200);
    }

    private static async Task ShouldAnswerAsync(Task<HttpMessage> answer, int status, string body)
    {
        HttpMessage response = await answer.WaitAsync(TestContext.Current.CancellationToken);
        response.Body.ShouldBe(body);
        response.Status.ShouldBe(status);
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, string options, TimeProvider? time = null) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream()),
        new LoopbackDialer(upstream.Port),
        proxy => proxy.Services.Replace(ServiceDescriptor.Singleton(time ?? TimeProvider.System)));
}
