using LlmPolicy.TestKinds;

namespace LlmPolicy.Gateway;

/// <summary>Upstreams that name a provider (<c>ai</c>), by socket: what reaches it, and that models, usage and budgets are known there.</summary>
public sealed class ProviderUpstreamTests
{
    private const string Key = "sk-of-the-gateway";
    private const string Chat = """{"model":"asked","messages":[]}""";

    /// <summary>A provider: its spec, the path sent to it, the header of its key, what a request names the model by, and an answer that used 9 and 7 tokens.</summary>
    private static readonly string[] Headers = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["openai"] = new("openai: {TOKEN}", "/v1/chat/completions", "authorization", "Bearer " + Key, "asked", """{"model":"m","usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}"""),
        ["mistral"] = new("mistral: {TOKEN}", "/v1/chat/completions", "authorization", "Bearer " + Key, "asked", """{"model":"m","usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}"""),
        ["anthropic"] = new("anthropic: {TOKEN, version: '2023-06-01'}", "/v1/messages", "x-api-key", Key, "asked", """{"type":"message","model":"m","usage":{"input_tokens":9,"output_tokens":7}}"""),
        ["azureOpenai"] = new(
            "azureOpenai: {TOKEN, endpoint: 'https://mine.openai.azure.com', deploymentName: asked, apiVersion: '2024-06-01'}",
            "/openai/deployments/asked/chat/completions?api-version=2024-06-01", "api-key", Key, "asked", """{"model":"m","usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}"""),
        ["gemini"] = new(
            "gemini: {TOKEN, model: asked, apiVersion: v1beta}", "/v1beta/models/asked:generateContent", "x-goog-api-key", Key, "asked",
            """{"candidates":[],"modelVersion":"m","usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":7,"totalTokenCount":16}}"""),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [AbuseCase("H1")]
    [MemberData(nameof(Names))]
    public async Task The_provider_gets_its_path_its_host_and_its_key_and_no_credential_of_the_callers(string name)
    {
        Case provider = Cases[name];
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, provider.Manifest());

        (await AskAsync(gateway, "POST /chat?key=AIza-callers HTTP/1.1", Chat)).Status.ShouldBe(200);

        HttpMessage sent = await upstream.NextRequestAsync();
        sent.Target.Replace("key=AIza-callers&", "", StringComparison.Ordinal).Replace("?key=AIza-callers", "", StringComparison.Ordinal).ShouldBe(provider.Path);
        sent["host"].ShouldBe([Case.Host(name)]);
        sent[provider.Header].ShouldBe([provider.Sent]);
        foreach (string other in Headers.Where(header => header != provider.Header))
        {
            sent[other].ShouldBeEmpty(other);
        }

        if (name == "gemini")
        {
            sent.Target.ShouldNotContain("callers");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rules_on_models_usage_and_budgets_know_the_call(string name)
    {
        Case provider = Cases[name];
        UsageWitness witness = new();
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {provider.Answer.Length}\r\n\r\n{provider.Answer}");
        await using GatewayHost gateway = await StartAsync(
            upstream, provider.Manifest() + Policy("ModelPolicy", "rules: [{models: [asked]}]") + Policy("TokenBudget", "shared: true, limits: [{requests: 1, per: DAY}, {tokens: 100000, per: DAY}]"), witness);
        await using GatewayHost strict = await StartAsync(upstream, provider.Manifest() + Policy("ModelPolicy", "rules: [{models: [another]}]"));

        (await AskAsync(gateway, "POST /chat HTTP/1.1", Chat)).Status.ShouldBe(200);
        LlmUsage usage = await witness.NextUsageAsync();
        (usage.Input, usage.Output).ShouldBe((9, 7));
        (await AskAsync(gateway, "POST /chat HTTP/1.1", Chat)).Status.ShouldBe(429);
        (await AskAsync(strict, "POST /chat HTTP/1.1", Chat)).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("mistral")]
    [InlineData("anthropic")]
    public async Task A_model_that_the_Upstream_sets_is_sent_and_is_what_rules_are_asked_about(string name)
    {
        Case provider = Cases[name] with { Spec = Cases[name].Spec.Replace("TOKEN", "TOKEN, model: set", StringComparison.Ordinal) };
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, provider.Manifest() + Policy("ModelPolicy", "rules: [{models: [set]}]"));
        await using GatewayHost alone = await StartAsync(upstream, provider.Manifest());

        (await AskAsync(gateway, "POST /chat HTTP/1.1", Chat)).Status.ShouldBe(200);
        (await upstream.NextRequestAsync()).Body.ShouldBe("""{"model":"set","messages":[]}""");
        (await AskAsync(alone, "POST /chat HTTP/1.1", Chat)).Status.ShouldBe(200);
        (await upstream.NextRequestAsync()).Body.ShouldBe("""{"model":"set","messages":[]}""");
        (await AskAsync(alone, "POST /chat HTTP/1.1", "[]")).Status.ShouldBe(400);
        (await AskAsync(alone, "POST /chat HTTP/1.1", """{"messages":[]}""")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task What_reaches_OpenAI_is_what_the_long_form_sends()
    {
        const string Long = "autoHostRewrite: true\nprefixRewrite: /v1/chat/completions\nheaderManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}";
        await using RawUpstream upstream = new();
        await using GatewayHost shorter = await StartAsync(upstream, Cases["openai"].Manifest());
        await using GatewayHost longer = await StartAsync(
            upstream, Manifests.Service(Manifests.Route("/chat", "ai", Long), Manifests.Upstream("ai", "{hosts: [{addr: api.openai.com, port: 443}]}"), Manifests.Secret("key", "Authorization", "Bearer " + Key)));

        (await AskAsync(shorter, "POST /chat HTTP/1.1", Chat, "Authorization: Bearer callers")).Status.ShouldBe(200);
        HttpMessage one = await upstream.NextRequestAsync();
        (await AskAsync(longer, "POST /chat HTTP/1.1", Chat, "Authorization: Bearer callers")).Status.ShouldBe(200);
        HttpMessage other = await upstream.NextRequestAsync();

        (one.Target, one.Body).ShouldBe((other.Target, other.Body));
        one["host"].ShouldBe(other["host"]);
        one["authorization"].ShouldBe(other["authorization"]);
    }

    [Fact]
    public async Task A_key_in_the_Upstream_is_put_on_too()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, (Cases["openai"] with { Spec = $"openai: {{authToken: {{inline: {Key}}}}}" }).Manifest());

        (await AskAsync(gateway, "POST /chat HTTP/1.1", Chat)).Status.ShouldBe(200);
        (await upstream.NextRequestAsync())["authorization"].ShouldBe(["Bearer " + Key]);
    }

    [Theory]
    [InlineData("authToken: {passthrough: {}}")]
    [InlineData("model: null")]
    public async Task Without_a_key_the_callers_own_stays(string token)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, (Cases["openai"] with { Spec = $"openai: {{{token}}}" }).Manifest());

        (await AskAsync(gateway, "POST /chat HTTP/1.1", Chat)).Status.ShouldBe(200);
        (await upstream.NextRequestAsync())["authorization"].ShouldBe(["Bearer callers"]);
    }

    private static Task<HttpMessage> AskAsync(GatewayHost gateway, string line, string body, params string[] headers) => gateway.SendAsync(
        string.Join('\n', [line, "Host: gateway.example.com", "Content-Type: application/json", $"Content-Length: {body.Length}", "Authorization: Bearer callers", "X-Api-Key: callers", "Api-Key: callers", "X-Goog-Api-Key: callers", .. headers.Where(h => !h.StartsWith("Authorization", StringComparison.Ordinal))]),
        body);

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, string manifest, IDecisionObserver? observer = null) => GatewayHost.StartAsync(
        manifest, new LoopbackDialer(upstream.Port), proxy => proxy.Services.AddSingleton(observer ?? new UsageWitness()),
        settings: ("LlmPolicy:Upstreams:default:ai", $"http://127.0.0.1:{upstream.Port}"));

    private static string Policy(string kind, string spec) =>
        $"\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: {kind.ToLowerInvariant()}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: gateway}}], {spec}}}\n";

    private sealed record Case(string Spec, string Path, string Header, string Sent, string Model, string Answer)
    {
        public static string Host(string name) => name switch
        {
            "openai" => "api.openai.com",
            "mistral" => "api.mistral.ai",
            "anthropic" => "api.anthropic.com",
            "gemini" => "generativelanguage.googleapis.com",
            _ => "mine.openai.azure.com",
        };

        public string Manifest() => Manifests.Service(
            Manifests.Route("/chat", "ai"),
            $"apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: ai, namespace: default}}\nspec: {{ai: {{{Spec.Replace("TOKEN", "authToken: {secretRef: {name: key}}", StringComparison.Ordinal)}}}}}",
            Manifests.Secret("key", "Authorization", "Bearer " + Key));
    }
}
