using System.Collections.Concurrent;
using System.Diagnostics;

namespace LlmPolicy.Gateway.Telemetry;

/// <summary>The spans of a gateway, and what of a trace reaches the upstream.</summary>
public sealed class SpanTests
{
    private const string Answer = """{"model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}""";

    [Fact]
    public async Task A_decision_is_a_span_within_the_servers_and_each_step_is_an_event()
    {
        using Spans spans = new(ActivitySamplingResult.AllDataAndRecorded);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage answer = await gateway.SendAsync(spans.Get("/v1"));

        Activity decision = await spans.NamedAsync("llmpolicy.decide");
        Activity server = await spans.NamedAsync("Microsoft.AspNetCore.Hosting.HttpRequestIn");
        (decision.Kind, server.TraceId.ToHexString()).ShouldBe((ActivityKind.Internal, spans.Trace));
        IsWithin(decision, server).ShouldBeTrue();
        decision.GetTagItem("llmpolicy.reason").ShouldBe("forwarded");
        decision.GetTagItem("llmpolicy.route").ShouldBe("default/gateway:routes[0]");
        decision.GetTagItem("llmpolicy.decision.id").ShouldBe(answer["x-llmpolicy-decision"].Single());
        decision.GetTagItem("llmpolicy.generation").ShouldBe(gateway.Services.GetRequiredService<PolicyStore>().Current.Policy.Generation);
        decision.Events.Select(step => (string)step.Tags.Single(tag => tag.Key == "llmpolicy.step.subject").Value!).ShouldContain("Route");
        decision.Events.Last().Tags.ShouldContain(tag => tag.Key == "llmpolicy.step.text" && ((string)tag.Value!).Contains("forward", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_key_in_the_query_is_in_no_step()
    {
        using Spans spans = new(ActivitySamplingResult.AllDataAndRecorded);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        await gateway.SendAsync(spans.Get("/v1/models?key=canary"));

        Activity decision = await spans.NamedAsync("llmpolicy.decide");
        decision.Events.ShouldNotBeEmpty();
        decision.Events.SelectMany(step => step.Tags).Concat(decision.TagObjects).ShouldNotContain(tag => $"{tag.Value}".Contains("canary"));
    }

    [Fact]
    public async Task A_token_in_the_path_is_masked_in_every_step_and_a_long_path_is_cut()
    {
        using Spans spans = new(ActivitySamplingResult.AllDataAndRecorded);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        await gateway.SendAsync(spans.Get($"/none/eyJhbGciOiJub25lIn0.canary.x/sk-canary/{new string('x', 2000)}"));

        Activity decision = await spans.NamedAsync("llmpolicy.decide");
        string[] steps = [.. decision.Events.SelectMany(step => step.Tags).Where(tag => tag.Key == "llmpolicy.step.text").Select(tag => $"{tag.Value}")];
        steps.ShouldContain(step => step.Contains("/none/eyJ***/sk-***/xxx"));
        steps.ShouldAllBe(step => step.Length <= 301);
        decision.Events.SelectMany(step => step.Tags).Concat(decision.TagObjects).ShouldNotContain(tag => $"{tag.Value}".Contains("canary"));
    }

    [Fact]
    public async Task A_span_that_is_not_sampled_costs_no_explanation()
    {
        using Spans spans = new(ActivitySamplingResult.PropagationData);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        await gateway.SendAsync(spans.Get("/v1"));

        Activity decision = await spans.NamedAsync("llmpolicy.decide");
        decision.Events.ShouldBeEmpty();
        decision.TagObjects.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_metered_call_is_a_span_of_a_client_with_what_it_used_and_the_upstream_is_within_it()
    {
        using Spans spans = new(ActivitySamplingResult.AllDataAndRecorded);
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Answer.Length}\r\n\r\n{Answer}");
        await using GatewayHost gateway = await StartAsync(upstream, metered: true);

        const string Body = """{"model":"gpt-4o"}""";
        await gateway.SendAsync($"{spans.Head("POST", "/v1/chat/completions")}\nContent-Type: application/json\nContent-Length: {Body.Length}", Body);

        Activity call = await spans.NamedAsync("chat gpt-4o");
        call.Kind.ShouldBe(ActivityKind.Client);
        call.GetTagItem("gen_ai.operation.name").ShouldBe("chat");
        call.GetTagItem("gen_ai.provider.name").ShouldBe("openai");
        call.GetTagItem("gen_ai.request.model").ShouldBe("gpt-4o");
        call.GetTagItem("gen_ai.usage.input_tokens").ShouldBe(9L);
        call.GetTagItem("gen_ai.usage.output_tokens").ShouldBe(7L);
        string sent = (await upstream.NextRequestAsync())["traceparent"].Single();
        sent.ShouldStartWith($"00-{spans.Trace}-");
        IsWithin(await spans.OfIdAsync(sent.Split('-')[2]), call).ShouldBeTrue();
    }

    [Fact]
    public async Task Baggage_goes_upstream_where_it_is_asked_for()
    {
        using Spans spans = new(ActivitySamplingResult.AllDataAndRecorded);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, settings: ("LlmPolicy:PropagateBaggage", "true"));

        await gateway.SendAsync($"{spans.Get("/v1")}\nbaggage: tenant=7");

        string baggage = (await upstream.NextRequestAsync())["baggage"].ShouldHaveSingleItem();
        baggage.Replace(" ", "", StringComparison.Ordinal).ShouldBe("tenant=7");
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, bool metered = false, params (string, string?)[] settings) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1"), metered ? [Manifests.Upstream(), Models] : [Manifests.Upstream()]), new LoopbackDialer(upstream.Port), settings: settings);

    private static bool IsWithin(Activity span, Activity outer)
    {
        Activity? around = span.Parent;
        while (around is not null && around != outer)
        {
            around = around.Parent;
        }

        return around is not null;
    }

    private const string Models = """
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: gateway}], rules: [{models: [gpt-4o]}]}
        """;

    /// <summary>The spans of one trace: other tests have theirs at the same time.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly ConcurrentQueue<Activity> _ended = new();
        private readonly Signals _signals = new();

        public Spans(ActivitySamplingResult sampled)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "LlmPolicy" or "Microsoft.AspNetCore" or "System.Net.Http" or "Yarp.ReverseProxy",
                Sample = (ref ActivityCreationOptions<ActivityContext> span) => span.TraceId.ToHexString() == Trace ? sampled : ActivitySamplingResult.None,
                ActivityStopped = span =>
                {
                    if (span.TraceId.ToHexString() == Trace)
                    {
                        _ended.Enqueue(span);
                        _signals.Tell();
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public string Trace { get; } = ActivityTraceId.CreateRandom().ToHexString();

        public string Get(string path) => Head("GET", path);

        public string Head(string method, string path) => $"{method} {path} HTTP/1.1\nHost: gateway.example.com\ntraceparent: 00-{Trace}-b7ad6b7169203331-01";

        public Task<Activity> NamedAsync(string name) => FindAsync(span => span.OperationName == name);

        public Task<Activity> OfIdAsync(string id) => FindAsync(span => span.SpanId.ToHexString() == id);

        public void Dispose() => _listener.Dispose();

        private async Task<Activity> FindAsync(Func<Activity, bool> isMeant)
        {
            await _signals.UntilAsync(() => _ended.Any(isMeant));
            return _ended.First(isMeant);
        }
    }
}
