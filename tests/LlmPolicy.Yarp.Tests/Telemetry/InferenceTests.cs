using System.Text;
using LlmPolicy.TestKinds;

namespace LlmPolicy.Gateway.Telemetry;

/// <summary>What a gateway tells of calls in the names of OpenTelemetry, and of what they used.</summary>
public sealed class InferenceTests : IAsyncDisposable
{
    private const string Answer = """
        {"model":"gpt-4o-2024-08-06","choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":4},
        "completion_tokens":7,"completion_tokens_details":{"reasoning_tokens":2},"total_tokens":16}}
        """;

    private readonly UsageWitness _witness = new();
    private RawUpstream _upstream = new();
    private GatewayHost? _gateway;

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Each_token_of_an_answer_is_counted_once_in_each_of_the_conventions_counters()
    {
        using MeterWitness seen = await StartAsync(Http("application/json", Answer));

        await PostAsync("""{"model":"gpt-4o"}""");

        Sum(seen, "gen_ai.client.inference.usage.input_tokens").ShouldBe(9);
        Sum(seen, "gen_ai.client.inference.usage.output_tokens").ShouldBe(7);
        Sum(seen, "gen_ai.client.inference.usage.cache_read.input_tokens").ShouldBe(4);
        Sum(seen, "gen_ai.client.inference.usage.cache_write.input_tokens").ShouldBe(0);
        Sum(seen, "gen_ai.client.inference.usage.reasoning.output_tokens").ShouldBe(2);
        var input = seen.Of("gen_ai.client.inference.usage.input_tokens").ShouldHaveSingleItem();
        input.Labels.ShouldBe(new Dictionary<string, string>
        {
            ["gen_ai.operation.name"] = "chat",
            ["gen_ai.provider.name"] = "openai",
            ["gen_ai.request.model"] = "gpt-4o",
            ["gen_ai.response.model"] = "gpt-4o-2024-08-06",
            ["gen_ai.token.modality"] = "unknown",
        }, ignoreOrder: true);
        seen.Of("gen_ai.client.inference.operation.input_tokens").ShouldHaveSingleItem().Value.ShouldBe(9);
        seen.Of("gen_ai.client.inference.operation.output_tokens").ShouldHaveSingleItem().Value.ShouldBe(7);
        seen.Of("gen_ai.client.inference.duration").ShouldHaveSingleItem().Labels.ShouldNotContainKey("error.type");
        seen.Of("gen_ai.client.inference.time_to_first_chunk").ShouldBeEmpty();
    }

    [Fact]
    public async Task Our_own_counter_has_each_token_in_one_class()
    {
        using MeterWitness seen = await StartAsync(Http("application/json", Answer));

        await PostAsync("""{"model":"gpt-4o"}""");

        seen.Of("llmpolicy.usage.tokens").ToDictionary(one => one.Labels["llmpolicy.token.class"], one => one.Value)
            .ShouldBe(new Dictionary<string, double> { ["input"] = 5, ["cached_read"] = 4, ["output"] = 5, ["reasoning"] = 2 }, ignoreOrder: true);
        seen.Of("llmpolicy.usage.answers").ShouldHaveSingleItem().Words.ShouldBe("gpt-4o-2024-08-06 default/gateway:routes[0] reported");
    }

    [Fact]
    public async Task A_stream_tells_when_its_first_chunk_came_and_an_estimate_is_told_as_one()
    {
        using MeterWitness seen = await StartAsync(Http("text/event-stream", ChatEvents.Shown), meter: "meter: true, streamUsage: LEAVE");

        await PostAsync("""{"model":"gpt-4o","stream":true}""");

        seen.Of("gen_ai.client.inference.time_to_first_chunk").ShouldHaveSingleItem();
        seen.Of("llmpolicy.usage.answers").ShouldHaveSingleItem().Labels["llmpolicy.usage.source"].ShouldBe("estimated");
        // "a secret answer" is 15 bytes. The conventions count what a provider says.
        seen.Of("llmpolicy.usage.tokens").ShouldHaveSingleItem().Value.ShouldBe(4);
        Sum(seen, "gen_ai.client.inference.usage.output_tokens").ShouldBe(0);
        seen.Of("gen_ai.client.token.usage").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_fails_has_its_status_and_counts_nothing()
    {
        const string Error = """{"error":{"message":"no","type":"tokens"}}""";
        using MeterWitness seen = await StartAsync($"HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-length: {Error.Length}\r\n\r\n{Error}");

        await PostAsync("""{"model":"gpt-4o"}""");

        seen.Of("gen_ai.client.inference.duration").ShouldHaveSingleItem().Labels["error.type"].ShouldBe("429");
        seen.Of("gen_ai.client.inference.usage.input_tokens").ShouldHaveSingleItem().Value.ShouldBe(0);
    }

    [Fact]
    [AbuseCase("C8")]
    public async Task A_name_that_a_caller_makes_up_is_no_label()
    {
        using MeterWitness seen = await StartAsync(Http("application/json", """{"choices":[]}"""), models: "[\"*\"]");

        await PostAsync("""{"model":"made-up-by-a-caller"}""");

        seen.Of("gen_ai.client.inference.duration").ShouldHaveSingleItem().Labels["gen_ai.request.model"].ShouldBe("other");
        seen.All.SelectMany(reading => reading.Labels.Values).ShouldNotContain("made-up-by-a-caller");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("http, database/dup", true)]
    [InlineData("gen_ai_latest_experimental", false)]
    [InlineData("http,gen_ai_latest_experimental", false)]
    public async Task The_former_names_are_told_beside_them_unless_the_latest_alone_are_asked_for(string? optIn, bool both)
    {
        using MeterWitness seen = await StartAsync(Http("application/json", Answer), optIn: optIn);

        await PostAsync("""{"model":"gpt-4o"}""");

        seen.Of("gen_ai.client.inference.duration").ShouldHaveSingleItem();
        seen.Of("gen_ai.client.token.usage").Select(one => (one.Labels["gen_ai.token.type"], one.Value)).ShouldBe(both ? [("input", 9), ("output", 7)] : []);
        seen.Of("gen_ai.client.token.usage").ShouldAllBe(one => one.Labels["gen_ai.system"] == "openai");
        seen.Of("gen_ai.client.operation.duration").Count.ShouldBe(both ? 1 : 0);
    }

    [Fact]
    public async Task A_call_that_nobody_meters_is_no_inference()
    {
        using MeterWitness seen = await StartAsync(Http("application/json", Answer), meter: "");

        await PostAsync("""{"model":"gpt-4o"}""");

        seen.All.ShouldNotContain(reading => reading.Name.StartsWith("gen_ai."));
        seen.Of("llmpolicy.decisions").ShouldHaveSingleItem();
    }

    private static double Sum(MeterWitness seen, string name) => seen.Of(name).Sum(reading => reading.Value);

    private static string Http(string type, string body) => $"HTTP/1.1 200 OK\r\ncontent-type: {type}\r\ncontent-length: {body.Length}\r\n\r\n{body}";

    private async Task PostAsync(string body)
    {
        await _gateway!.SendAsync($"POST /v1/chat/completions HTTP/1.1\nHost: gateway.example.com\nContent-Type: application/json\nContent-Length: {Encoding.UTF8.GetByteCount(body)}", body);
        await _witness.NextAsync();
    }

    private async Task<MeterWitness> StartAsync(string answer, string meter = "meter: true", string models = "[gpt-4o]", string? optIn = null)
    {
        await _upstream.DisposeAsync();
        _upstream = new RawUpstream(answer);
        string rules = $"{{apiVersion: llmpolicy.dev/v1alpha1, kind: ModelPolicy, metadata: {{name: models, namespace: default}}, spec: {{targetRefs: [{{kind: VirtualService, name: gateway}}], rules: [{{models: {models}}}]}}}}";
        string usage = $"{{apiVersion: llmpolicy.dev/v1alpha1, kind: UsagePolicy, metadata: {{name: meter, namespace: default}}, spec: {{targetRefs: [{{kind: VirtualService, name: gateway}}], {meter}}}}}";
        _gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/"), meter.Length == 0 ? [Manifests.Upstream()] : [Manifests.Upstream(), rules, usage]),
            new LoopbackDialer(_upstream.Port),
            proxy => proxy.Services.AddSingleton<IDecisionObserver>(_witness),
            settings: [("OTEL_SEMCONV_STABILITY_OPT_IN", optIn)]);
        return MeterWitness.Of(_gateway.Services);
    }
}
