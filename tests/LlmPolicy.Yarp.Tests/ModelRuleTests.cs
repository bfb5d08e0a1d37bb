using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>A ModelPolicy before an upstream, by socket.</summary>
public sealed class ModelRuleTests
{
    private static readonly IReadOnlyDictionary<string, ModelRequestCase> Cases = ModelRequestCase.All.ToDictionary(one => one.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_model_that_is_not_allowed_never_reaches_the_upstream_however_it_is_asked_for(string name)
    {
        ModelRequestCase asked = Cases[name];
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, ModelRequestCase.Policy("gateway"));

        HttpMessage answer = await gateway.SendAsync(asked.Head("gateway.example.com"), asked.Body);

        answer.Status.ShouldBe(asked.Status, answer.Body);
        upstream.WasReached.ShouldBe(asked.Status == 200);
        if (asked.Status == 200)
        {
            HttpMessage sent = await upstream.NextRequestAsync();
            (sent.Target, sent.Body).ShouldBe((asked.Target, asked.Body));
        }
        else
        {
            answer.Body.ShouldStartWith(asked.Words);
        }
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_model_that_the_policy_sets_stands_in_the_callers_place_and_nothing_else_changes(string framing)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Policy("rules: [{models: [fast], setModel: {fast: org/a-much-longer-name}}]"));
        const string Body = """{ "stream":false, "model":"fast" , "n":1.0}""";

        HttpMessage answer = framing == "Content-Length"
            ? await gateway.SendAsync($"POST /v1/chat/completions HTTP/1.1\nHost: g\nContent-Type: application/json\nContent-Length: {Body.Length}", Body)
            : await gateway.SendAsync($"POST /v1/chat/completions HTTP/1.1\nHost: g\nContent-Type: application/json\n{framing}", $"{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n");

        answer.Status.ShouldBe(200);
        HttpMessage sent = await upstream.NextRequestAsync();
        sent.Body.ShouldBe("""{ "stream":false, "model":"org/a-much-longer-name" , "n":1.0}""");
        sent["content-length"].ShouldBe([$"{sent.Body.Length}"]);
        sent["transfer-encoding"].ShouldBeEmpty();
    }

    [Fact]
    public async Task A_compressed_body_that_is_changed_goes_on_without_its_coding()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Policy("rules: [{models: [fast], setModel: {fast: real}}]"));
        string body = Encoding.Latin1.GetString(Packed.In("gzip", """{"model":"fast"}"""u8.ToArray()));
        (await gateway.SendAsync($"POST /v1/chat/completions HTTP/1.1\nHost: g\nContent-Type: application/json\nContent-Encoding: gzip\nContent-Length: {body.Length}", body)).Status.ShouldBe(200);

        HttpMessage sent = await upstream.NextRequestAsync();
        sent.Body.ShouldBe("""{"model":"real"}""");
        sent["content-encoding"].ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_sent_again_as_it_was_changed()
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(
            upstream, Policy("rules: [{models: [fast], setModel: {fast: real}}]"), "retries: {retryOn: 5xx, numRetries: 1, retryBackOff: {baseInterval: 0.001s}}");

        (await gateway.SendAsync("POST /v1/chat/completions HTTP/1.1\nHost: g\nContent-Type: application/json\nContent-Length: 16", """{"model":"fast"}""")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe("""{"model":"real"}""");
        (await upstream.NextRequestAsync()).Body.ShouldBe("""{"model":"real"}""");
    }

    [Fact]
    public async Task A_model_in_the_path_is_set_there_as_the_providers_clients_write_it()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Policy("rules: [{models: [fast], setModel: {fast: 'anthropic.claude-v1:0'}}]"));

        (await gateway.SendAsync("POST /model/fast/converse HTTP/1.1\nHost: g\nContent-Type: application/json\nContent-Length: 2", "{}")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Target.ShouldBe("/model/anthropic.claude-v1%3A0/converse");
    }

    [Theory]
    [InlineData("/v1/models", """{"object":"list","data":[{"id":"good-1","object":"model"},{"id":"evil","object":"model"},{"id":"good-2","object":"model"}]}""", """{"object":"list","data":[{"id":"good-1","object":"model"},{"id":"good-2","object":"model"}]}""")]
    [InlineData("/v1beta/models", """{"models":[{"name":"models/evil"},{"name":"models/good"}],"nextPageToken":"n"}""", """{"models":[{"name":"models/good"}],"nextPageToken":"n"}""")]
    [InlineData("/api/tags", """{"models":[{"name":"evil:7b","model":"evil:7b"},{"name":"good:7b","model":"good:7b"}]}""", """{"models":[{"name":"good:7b","model":"good:7b"}]}""")]
    [InlineData("/v1/models", """{"data":[{"id":"good","name":"Another name, for people"}]}""", """{"data":[{"id":"good","name":"Another name, for people"}]}""")]
    [InlineData("/v1/models", "no list", """{"object":"list","data":[],"models":[]}""")]
    [InlineData("/v1/models", """{"data":[{"id":"good"}]}{"data":[]}""", """{"object":"list","data":[],"models":[]}""")]
    public async Task A_list_of_models_shows_those_alone_that_the_caller_may_use_where_that_is_asked_for(string path, string list, string shown)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {list.Length}\r\n\r\n{list}");
        await using GatewayHost filtering = await StartAsync(upstream, Policy("filterModelList: true, rules: [{models: [good*]}]"));
        await using GatewayHost plain = await StartAsync(upstream, ModelRequestCase.Policy("gateway"));

        (await filtering.SendAsync($"GET {path} HTTP/1.1\nHost: g\nAccept-Encoding: gzip")).Body.ShouldBe(shown);
        (await upstream.NextRequestAsync())["accept-encoding"].ShouldBeEmpty();
        (await plain.SendAsync($"GET {path} HTTP/1.1\nHost: g")).Body.ShouldBe(list);
    }

    [Fact]
    public async Task A_refusal_of_the_list_passes_as_it_is()
    {
        await using RawUpstream upstream = new("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno");
        await using GatewayHost gateway = await StartAsync(upstream, Policy("filterModelList: true, rules: [{models: [good*]}]"));

        HttpMessage answer = await gateway.SendAsync("GET /v1/models HTTP/1.1\nHost: g");

        (answer.Status, answer.Body).ShouldBe((401, "no"));
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, string policy, string options = "{}") => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/", options: options), Manifests.Upstream()) + policy, new LoopbackDialer(upstream.Port));

    private static string Policy(string spec) =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {name: models, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: gateway}], " + spec + "}\n";
}
