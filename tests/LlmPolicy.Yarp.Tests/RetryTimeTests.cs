using System.Text;

namespace LlmPolicy.Gateway;

/// <summary><c>retries</c> and time: <c>perTryTimeout</c>, and the route's <c>timeout</c> over all tries.</summary>
public sealed class RetryTimeTests
{
    [Fact]
    public async Task A_try_that_takes_too_long_is_given_up_for_another()
    {
        BackOffTime time = new();
        int requests = 0;
        TaskCompletionSource never = new();
        await using RawUpstream upstream = new((stream, _) => requests++ == 0 ? never.Task : stream.WriteAsync(Encoding.ASCII.GetBytes(RawUpstream.Ok)).AsTask());
        await using GatewayHost gateway = await RetryGateway.StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: 5xx, perTryTimeout: 3s, retryBackOff: {baseInterval: 0.001s}}", time: time);

        Task<HttpMessage> answer = gateway.SendAsync(RetryGateway.Get);
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
        await using GatewayHost gateway = await RetryGateway.StartAsync(
            new LoopbackDialer(upstream.Port), "retries: {retryOn: reset, perTryTimeout: 3s, retryBackOff: {baseInterval: 0.001s}}", time: time);

        Task<HttpMessage> answer = gateway.SendAsync(RetryGateway.Get);
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
        await using GatewayHost gateway = await RetryGateway.StartAsync(new LoopbackDialer(upstream.Port), "retries: {retryOn: 5xx, perTryTimeout: 3s}", time: time);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, RetryGateway.Get);

        HttpMessage head = (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!;
        time.Advance(TimeSpan.FromSeconds(30));
        later.SetResult();

        (await head.ReadBodyAsync(client, TestContext.Current.CancellationToken)).Body.ShouldBe("ok");
    }

    [Fact]
    public async Task The_routes_timeout_holds_for_all_tries_and_the_waits_between_them()
    {
        BackOffTime time = new();
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await RetryGateway.StartAsync(
            new LoopbackDialer(upstream.Port), "timeout: 7s\nretries: {retryOn: 5xx, retryBackOff: {baseInterval: 3600000s}}", time: time);

        Task<HttpMessage> answer = gateway.SendAsync(RetryGateway.Get);
        await upstream.NextRequestAsync();
        time.Advance(TimeSpan.FromSeconds(7));

        HttpMessage response = await answer;
        response.Status.ShouldBe(504);
        response.Body.ShouldBe("upstream request timeout");
    }
}
