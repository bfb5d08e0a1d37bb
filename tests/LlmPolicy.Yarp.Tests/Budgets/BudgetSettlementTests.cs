using System.Net.Sockets;
using System.Text;
using LlmPolicy.Manifests;

namespace LlmPolicy.Gateway.Budgets;

/// <summary>What requests are charged that do not end as they should, by socket.</summary>
public sealed class BudgetSettlementTests
{
    private const string Budget = "key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}, {requests: 50, per: DAY}]";

    /// <summary>What <see cref="BudgetGateway.Ask"/> reserves.</summary>
    private const int Input = 9;

    [Theory]
    [AbuseCase("B10")]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(400)]
    public async Task A_provider_that_answers_with_an_error_has_used_a_request_and_no_token(int status)
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget, new RawUpstream(BudgetGateway.Json(status, """{"error":{"message":"no"}}""")));

        (await gateway.SendAsync()).Status.ShouldBe(status);

        (await gateway.TokensAsync()).ShouldBe((0, 0));
        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day)).ShouldBe((1, 0));
    }

    [Fact]
    public async Task An_error_in_JSON_on_a_request_for_a_stream_gives_its_tokens_back()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget, new RawUpstream(BudgetGateway.Json(200, """{"error":{"message":"no","type":"server_error"}}""")));

        await gateway.SendAsync("""{"model":"m","stream":true,"max_tokens":60}""");

        (await gateway.TokensAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_request_that_never_reached_its_upstream_gives_all_back()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartManifestAsync(
            BudgetGateway.Manifest(BudgetGateway.Document(Budget)), new RawUpstream(), dialer: new FailingDialer());

        (await gateway.SendAsync()).Status.ShouldBe(503);

        (await gateway.TokensAsync()).ShouldBe((0, 0));
        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_request_without_the_key_that_its_secret_holds_gives_all_back()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartManifestAsync(
            BudgetGateway.Manifest(BudgetGateway.Document(Budget), "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}]}"),
            new RawUpstream(),
            services => services.AddSingleton<ISecretSource>(new NoSecrets()));

        (await gateway.SendAsync()).Status.ShouldBe(503);

        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_request_that_its_upstream_never_answers_is_charged_its_input()
    {
        TaskCompletionSource never = new();
        RawUpstream upstream = new((_, _) => never.Task);
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget, upstream, route: "timeout: 7s");

        Task<HttpMessage> asking = gateway.SendAsync();
        await upstream.NextRequestAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(7));

        (await asking).Status.ShouldBe(504);
        (await gateway.TokensAsync()).ShouldBe((Input, 0));
        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day)).ShouldBe((1, 0));
        never.SetResult();
    }

    [Fact]
    [AbuseCase("B9")]
    public async Task A_retry_is_one_request_and_the_answer_that_stands_is_charged()
    {
        int tries = 0;
        RawUpstream upstream = new((stream, _) => stream.WriteAsync(Encoding.Latin1.GetBytes(
            Interlocked.Increment(ref tries) == 1 ? BudgetGateway.Json(503, """{"error":{}}""") : BudgetGateway.Answer(40, 60))).AsTask());
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget, upstream, route: "retries: {retryOn: 5xx, numRetries: 2, retryBackOff: {baseInterval: 1ms}}");

        (await gateway.SendAsync()).Status.ShouldBe(200);

        tries.ShouldBe(2);
        (await gateway.TokensAsync()).ShouldBe((100, 0));
        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day)).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_try_that_may_have_been_answered_is_not_given_back_because_the_next_one_found_nobody()
    {
        RawUpstream upstream = new(async (stream, _) => await stream.WriteAsync(Encoding.Latin1.GetBytes("HTTP/1.1 503 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")));
        FirstOnlyDialer dialer = new(upstream.Port);
        await using BudgetGateway gateway = await BudgetGateway.StartManifestAsync(
            BudgetGateway.Manifest(BudgetGateway.Document(Budget), "retries: {retryOn: 5xx, numRetries: 1, retryBackOff: {baseInterval: 1ms}}"), upstream, dialer: dialer);

        (await gateway.SendAsync()).Status.ShouldBe(503);

        dialer.Calls.ShouldBe(2);
        (await gateway.TokensAsync()).ShouldBe((Input, 0));
        (await gateway.ReadAsync("requests/DAY/UTC", BudgetGateway.Day)).ShouldBe((1, 0));
    }

    [Fact]
    [AbuseCase("B10")]
    public async Task When_to_come_back_to_a_provider_is_told_and_its_refusal_costs_no_token()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(
            Budget, new RawUpstream("HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n"));

        HttpMessage answer = await gateway.SendAsync();

        (answer.Status, answer["retry-after"].Single()).ShouldBe((429, "7"));
        (await gateway.TokensAsync()).ShouldBe((0, 0));
    }

    [Fact]
    [AbuseCase("B10")]
    public async Task What_an_upstream_says_of_the_operators_own_limits_does_not_reach_callers()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]", new RawUpstream(
            "HTTP/1.1 200 OK\r\nx-ratelimit-remaining-tokens: 149984\r\nx-ratelimit-limit-requests: 10000\r\ncontent-length: 2\r\n\r\n{}"));

        HttpMessage answer = await gateway.SendAsync();

        (answer["x-ratelimit-remaining-tokens"].Count, answer["x-ratelimit-limit-requests"].Single()).ShouldBe((0, "5"));
    }

    [Theory]
    [AbuseCase("B2")]
    [InlineData("", 9, 3)]
    [InlineData(", onAbort: CHARGE", 9, 60)]
    public async Task A_client_that_leaves_is_charged_what_had_passed_or_what_was_reserved(string more, int input, int output)
    {
        TaskCompletionSource never = new();
        RawUpstream upstream = new(async (stream, _) =>
        {
            string chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"twelve bytes\"}}]}\n\n";
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{chunk.Length:x}\r\n{chunk}\r\n"));
            await never.Task;
        });
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget + more, upstream);

        await using (Stream client = await gateway.Host.ConnectAsync())
        {
            await GatewayHost.WriteAsync(client, BudgetGateway.Head(BudgetGateway.Ask), BudgetGateway.Ask);
            await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken);
            await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken);
        }

        await gateway.CompletedAsync();
        (await gateway.TokensAsync()).ShouldBe((input + output, 0));
        never.SetResult();
    }

    [Fact]
    public async Task A_stream_is_charged_by_the_usage_at_its_end_which_the_client_need_not_ask_for()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget, new RawUpstream(
            $"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {ChatEvents.Whole.Length}\r\n\r\n{ChatEvents.Whole}"));

        HttpMessage answer = await gateway.SendAsync("""{"model":"m","stream":true,"max_tokens":60}""");

        answer["x-ratelimit-remaining-tokens"].ShouldHaveSingleItem();
        (await gateway.Upstream.NextRequestAsync()).Body.ShouldContain("include_usage");
        (await gateway.TokensAsync()).ShouldBe((16, 0));
    }

    [Theory]
    [InlineData("response.incomplete")]
    [InlineData("response.completed")]
    public async Task A_response_that_did_not_come_to_its_end_is_charged_like_one_that_did(string type)
    {
        string events = $"event: {type}\n"
            + "data: {\"type\":\"" + type + "\",\"response\":{\"id\":\"r\",\"model\":\"m\",\"usage\":{\"input_tokens\":40,\"output_tokens\":60,\"total_tokens\":100}}}\n\n";
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget, new RawUpstream(
            $"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {events.Length}\r\n\r\n{events}"));

        await gateway.SendAsync("""{"model":"m","stream":true,"max_output_tokens":60,"input":"x"}""", target: "/v1/responses");

        (await gateway.TokensAsync()).ShouldBe((100, 0));
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"m","usage":{"input_tokens":40,"cache_read_input_tokens":50,"output_tokens":10}}""", 100)]
    [InlineData("/v1/embeddings", """{"model":"m","data":[],"usage":{"prompt_tokens":40,"total_tokens":40}}""", 40)]
    [InlineData("/v1beta/models/m:generateContent", """{"usageMetadata":{"promptTokenCount":40,"candidatesTokenCount":10,"thoughtsTokenCount":50,"totalTokenCount":100}}""", 100)]
    [InlineData("/api/chat", """{"model":"m","done":true,"prompt_eval_count":40,"eval_count":60}""", 100)]
    [InlineData("/v2/rerank", """{"results":[],"meta":{"billed_units":{"search_units":1}}}""", 0)]
    public async Task Every_providers_report_is_charged_each_token_once(string target, string report, int tokens)
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget + ", onMissingUsage: ESTIMATE", new RawUpstream(BudgetGateway.Json(200, report)));

        await gateway.SendAsync("""{"model":"m"}""", target: target);

        long used = (await gateway.TokensAsync()).Used;
        if (tokens > 0)
        {
            used.ShouldBe(tokens);
        }
        else
        {
            used.ShouldBeLessThan(5);
        }
    }

    [Fact]
    [AbuseCase("B3")]
    public async Task An_answer_that_says_nothing_is_charged_what_was_reserved()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(Budget, new RawUpstream(BudgetGateway.Json(200, "{}")));

        await gateway.SendAsync();

        (await gateway.TokensAsync()).ShouldBe((Input + 60, 0));
    }

    [Fact]
    public async Task An_answer_is_never_cut_because_it_uses_more_than_was_reserved_and_the_debt_is_kept()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}]", new RawUpstream(BudgetGateway.Answer(40, 5000)));

        (await gateway.SendAsync()).Status.ShouldBe(200);

        (await gateway.TokensAsync()).ShouldBe((5040, 0));
        (await gateway.SendAsync()).Status.ShouldBe(429);
    }

    [Fact]
    public async Task The_provider_is_told_by_a_hard_budget_how_much_it_may_produce()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartAsync("key: [{claim: sub}], hard: true, reserve: {output: 70}, limits: [{tokens: 1000, per: DAY}]", new RawUpstream(BudgetGateway.Answer(3, 70)));

        await gateway.SendAsync("""{"model":"m"}""");
        await gateway.SendAsync("""{"model":"m","max_tokens":5000}""", caller: "b");

        (await gateway.Upstream.NextRequestAsync()).Body.ShouldBe("""{"model":"m","max_completion_tokens":70}""");
        // All that the limit has beside the input.
        (await gateway.Upstream.NextRequestAsync()).Body.ShouldBe("""{"model":"m","max_tokens":991}""");
    }

    [Fact]
    public async Task A_reload_keeps_what_was_used_and_the_new_limit_holds_at_once()
    {
        Changing manifests = new(BudgetGateway.Document("key: [{claim: sub}], limits: [{requests: 1, per: MONTH}]"));
        await using BudgetGateway gateway = await BudgetGateway.StartManifestAsync(
            BudgetGateway.Manifest(""), new RawUpstream(BudgetGateway.Answer(40, 60)),
            services => services.AddSingleton<IManifestSource>(manifests).Configure<LlmPolicyOptions>(options => options.ReloadInterval = TimeSpan.FromSeconds(1)));
        (await gateway.SendAsync()).Status.ShouldBe(200);
        (await gateway.SendAsync()).Status.ShouldBe(429);

        PolicyStore store = gateway.Services.GetRequiredService<PolicyStore>();
        PolicyGeneration before = store.Current;
        manifests.Text = BudgetGateway.Document("key: [{claim: sub}], limits: [{requests: 2, per: MONTH}]");
        while (store.Current == before)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await gateway.SendAsync()).Status.ShouldBe(200);
        (await gateway.SendAsync()).Status.ShouldBe(429);
    }

    private sealed class Changing(string text) : IManifestSource
    {
        public string Text { get; set; } = text;

        public IEnumerable<ManifestFile> Read() => [new("budgets.yaml", Text)];
    }

    private sealed class NoSecrets : ISecretSource
    {
        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) => default;
    }

    /// <summary>Reaches the upstream once, and then nobody.</summary>
    private sealed class FirstOnlyDialer(int port) : IUpstreamDialer
    {
        private readonly LoopbackDialer _dialer = new(port);

        public int Calls { get; private set; }

        public ValueTask<Stream> DialAsync(string host, int hostPort, CancellationToken cancellationToken) =>
            ++Calls == 1 ? _dialer.DialAsync(host, hostPort, cancellationToken) : throw new SocketException((int)SocketError.ConnectionRefused);
    }

    private sealed class FailingDialer : IUpstreamDialer
    {
        public ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken) => throw new SocketException((int)SocketError.ConnectionRefused);
    }
}
