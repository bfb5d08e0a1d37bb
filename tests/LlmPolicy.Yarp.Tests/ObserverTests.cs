using System.Collections.Concurrent;
using LlmPolicy.Gateway.Protocols;

namespace LlmPolicy.Gateway;

/// <summary>What an observer of the app's own is told of requests at a gateway: each settled once, and completed as it ended.</summary>
public sealed class ObserverTests
{
    private const string Head = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    private static readonly string Asking = $"{Head}\nAuthorization: Bearer {CallerToken.Text}";

    [Fact]
    public async Task An_answer_of_the_upstream()
    {
        await using RawUpstream upstream = new();
        ToyObserver observer = new();
        await using GatewayHost gateway = await StartAsync(upstream.Port, observer);

        (await gateway.SendAsync(Asking)).Status.ShouldBe(200);

        (await observer.ToldAsync()).ShouldBe(["settled forwarded", "completed forwarded 200 Whole"]);
    }

    [Fact]
    public async Task A_refusal_of_the_policy()
    {
        await using RawUpstream upstream = new();
        ToyObserver observer = new();
        await using GatewayHost gateway = await StartAsync(upstream.Port, observer);

        (await gateway.SendAsync(Head)).Status.ShouldBe(401);

        (await observer.ToldAsync()).ShouldBe(["settled jwt.missing", "completed jwt.missing 401 Whole"]);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_is_told_as_what_the_client_got()
    {
        ToyObserver observer = new();
        int port;
        await using (RawUpstream gone = new())
        {
            port = gone.Port;
        }

        await using GatewayHost gateway = await StartAsync(port, observer);

        (await gateway.SendAsync(Asking)).Status.ShouldBe(503);

        (await observer.ToldAsync()).ShouldBe(["settled upstream.unavailable", "completed upstream.unavailable 503 Whole"]);
    }

    [Fact]
    public async Task An_upstream_that_breaks_off_after_its_answer_has_begun_is_no_answer_that_was_served_whole()
    {
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"u8.ToArray(), TestContext.Current.CancellationToken);
            stream.Close();
        });
        ToyObserver observer = new();
        await using GatewayHost gateway = await StartAsync(upstream.Port, observer);

        await Should.ThrowAsync<Exception>(async () => (await gateway.SendAsync(Asking)).Body.Length.ShouldBe(100));

        (await observer.ToldAsync()).ShouldBe(["settled forwarded", "completed forwarded 200 Broken"]);
    }

    [Fact]
    public async Task A_client_that_leaves_before_the_answer()
    {
        TaskCompletionSource closed = new();
        await using RawUpstream upstream = new((_, _) => closed.Task);
        ToyObserver observer = new();
        await using GatewayHost gateway = await StartAsync(upstream.Port, observer);
        using CancellationTokenSource leave = new();
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{gateway.Port}") };
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1") { Headers = { Host = "gateway.example.com" } };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {CallerToken.Text}");

        Task<HttpResponseMessage> answer = client.SendAsync(request, leave.Token);
        await upstream.NextRequestAsync();
        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(answer);
        (await observer.ToldAsync()).Last().ShouldEndWith("ClientLeft");
        closed.SetResult();
    }

    private static Task<GatewayHost> StartAsync(int port, ToyObserver observer) => GatewayHost.StartAsync(
        ProtectedManifests.Text, new LoopbackDialer(port), proxy => proxy.Services.AddSingleton<IDecisionObserver>(observer));

    private sealed class ToyObserver : IDecisionObserver
    {
        private readonly ConcurrentQueue<string> _lines = [];
        private readonly TaskCompletionSource _completed = new();

        public void Settled(ILlmPolicyFeature decided) => _lines.Enqueue($"settled {decided.Decision.Reason}");

        public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
        {
            _lines.Enqueue($"completed {decided.Decision.Reason} {completion.StatusCode} {completion.Ending}");
            _completed.TrySetResult();
        }

        public async Task<string[]> ToldAsync()
        {
            await _completed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            return [.. _lines];
        }
    }
}
