using System.Text;

namespace LlmPolicy.Tests;

/// <summary>What a UsagePolicy makes of requests.</summary>
public sealed class UsagePolicyTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Stream = """{"stream":true}""";
    private const string Asking = """{"stream":true,"stream_options":{"include_usage":true}}""";

    [Fact]
    public void An_answer_is_metered_where_the_policy_attaches_and_says_so()
    {
        Metering(Policy("meter: true"), "/v1/models").ShouldNotBeNull().IsAskedFor.ShouldBeFalse();
        Metering(Policy("meter: false"), "/v1/models").ShouldBeNull();
        Metering(Policy(""), "/v1/models").ShouldBeNull();
    }

    [Fact]
    public void A_route_that_answers_by_itself_is_not_metered()
    {
        var policy = Compiling.Policy(Manifest.Service("- directResponseAction: {status: 200}") + Document("u", "meter: true"));

        policy.Evaluate(Requests.Post(Chat), PolicyFacts.None, Deciding.Now).Reason.ShouldBe(ReasonCodes.DirectResponse);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    [InlineData("//any/mount//v1/chat/completions/?x=1")]
    [InlineData("/openai/deployments/gpt-4o/chat/completions?api-version=2024-09-01-preview")]
    [InlineData("/openai/deployments/gpt-4o/chat/completions?x=1&api-version=2025-01-01")]
    [InlineData("/openai/v1/chat/completions?api-version=preview")]
    public void A_stream_of_OpenAIs_form_is_asked_for_its_usage(string target)
    {
        var policy = Policy("meter: true");

        policy.Evaluate(Requests.Post(target), PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<BodyNeed>().Limit.ShouldBe(1 << 20);
        var forwarding = Decide(policy, target, Stream).ShouldForward();

        Text(forwarding.Body).ShouldBe(Asking);
        forwarding.Effects.OfType<UsageMetering>().ShouldHaveSingleItem().IsAskedFor.ShouldBeTrue();
    }

    [Theory]
    [InlineData("POST", "/v1/responses")]
    [InlineData("POST", "/v1/messages")]
    [InlineData("POST", "/v1/fim/completions")]
    [InlineData("POST", "/v1/agents/completions")]
    [InlineData("POST", "/v1beta/models/gemini:streamGenerateContent")]
    [InlineData("POST", "/api/chat")]
    [InlineData("POST", "/v1/chat%2Fcompletions")]
    [InlineData("POST", "/openai/deployments/gpt-4o/chat/completions?api-version=2024-08-01-preview")]
    [InlineData("POST", "/openai/deployments/gpt-4o/completions?x=1&api-version=2023-05-15")]
    [InlineData("POST", "/serving-endpoints/chat/completions")]
    [InlineData("GET", "/v1/chat/completions")]
    public void No_other_call_has_its_body_read(string method, string target)
    {
        var forwarding = Policy("meter: true").Evaluate(Requests.Make(method, target, []), PolicyFacts.None, Deciding.Now).ShouldForward();

        forwarding.Body.ShouldBeNull();
        forwarding.Effects.OfType<UsageMetering>().ShouldHaveSingleItem().IsAskedFor.ShouldBeFalse();
    }

    [Fact]
    public void The_path_that_counts_is_the_one_that_is_sent()
    {
        string rewritten = Manifest.Route("prefixRewrite: /v1/chat/completions", matcher: "prefix: /talk") + Document("u", "meter: true");

        Text(Decide(Compiling.Policy(rewritten), "/talk", Stream).ShouldForward().Body).ShouldBe(Asking);
    }

    [Fact]
    public void Where_the_policy_leaves_streams_no_body_is_read()
    {
        var forwarding = Policy("meter: true, streamUsage: LEAVE").Evaluate(Requests.Post(Chat), PolicyFacts.None, Deciding.Now).ShouldForward();

        forwarding.Body.ShouldBeNull();
        forwarding.Effects.OfType<UsageMetering>().ShouldHaveSingleItem().IsAskedFor.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Asking)]
    [InlineData("""{"stream":false}""")]
    [InlineData("no JSON")]
    public void A_body_that_asks_or_streams_nothing_or_is_no_JSON_goes_on_as_it_came(string body)
    {
        var forwarding = Decide(Policy("meter: true"), Chat, body).ShouldForward();

        forwarding.Body.ShouldBeNull();
        forwarding.Effects.OfType<UsageMetering>().ShouldHaveSingleItem().IsAskedFor.ShouldBeFalse();
    }

    [Fact]
    public void A_body_beyond_the_limit_goes_on_as_it_came()
    {
        var decision = Policy("meter: true").Evaluate(Requests.Post(Chat), PolicyFacts.None with { Body = BodyFact.Incomplete }, Deciding.Now);

        decision.ShouldForward().Body.ShouldBeNull();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_compressed_body_that_asks_goes_on_without_its_coding(string coding)
    {
        var request = Requests.Post(Chat, ("content-encoding", coding), ("content-md5", "x"), ("content-type", "application/json"));

        var forwarding = Policy("meter: true")
            .Evaluate(request, PolicyFacts.None with { Body = BodyFact.Whole(Reading.Coded(Encoding.UTF8.GetBytes(Stream), coding)) }, Deciding.Now).ShouldForward();

        Text(forwarding.Body).ShouldBe(Asking);
        forwarding.RequestHeaders.Select(change => (change.Kind, change.Name)).ShouldBe([(HeaderChangeKind.Remove, "content-encoding"), (HeaderChangeKind.Remove, "content-md5")]);
    }

    [Theory]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true},"stream_options":{"include_usage":false}}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true},"Stream_options":null}""")]
    public void Duplicate_stream_options_are_refused(string body)
    {
        var decision = Decide(Policy("meter: true"), Chat, body);

        decision.ShouldRefuse(400, ReasonCodes.UsageStreamOptions);
        decision.Position!.Line.ShouldBe(Lines(Manifests("meter: true")).Index().Single(line => line.Item.Contains("name: usage,", StringComparison.Ordinal)).Index + 1);
    }

    [Fact]
    public void Of_two_policies_the_first_by_name_says_how_and_the_meter_is_one()
    {
        string manifests = Manifest.Service(Manifest.ForwardAll) + Document("a", "meter: true, streamUsage: LEAVE") + Document("b", "meter: true");

        var forwarding = Decide(Compiling.Policy(manifests), Chat, Stream).ShouldForward();

        forwarding.Body.ShouldBeNull();
        forwarding.Effects.OfType<UsageMetering>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_model_that_is_set_and_usage_that_is_asked_for_are_in_one_body()
    {
        string models = """

            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: ModelPolicy
            metadata: {name: models}
            spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: [fast], setModel: {fast: gpt-4o-mini}}]}

            """;

        var forwarding = Decide(Compiling.Policy(Manifest.Service(Manifest.ForwardAll) + models), Chat, """{"model":"fast","stream":true}""").ShouldForward();

        Text(forwarding.Body).ShouldBe("""{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true}}""");
        forwarding.Effects.OfType<UsageMetering>().ShouldHaveSingleItem().IsAskedFor.ShouldBeTrue();
    }

    [Fact]
    public void Beside_a_model_rule_the_usage_policy_says_how()
    {
        string models = """

            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: ModelPolicy
            metadata: {name: a}
            spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: ['*']}]}

            """;

        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll) + models + Document("b", "meter: true, streamUsage: LEAVE"));

        Decide(policy, Chat, """{"model":"fast","stream":true}""").ShouldForward().Body.ShouldBeNull();
    }

    [Fact]
    public void An_explanation_says_that_the_answer_is_metered_and_how()
    {
        Explained("""{"stream":false}""").ShouldBe(["what the answer used is metered"]);
        Explained(Stream).ShouldBe(["what the answer used is metered, and its stream is asked for it (stream_options.include_usage)"]);
        Explained("""{"stream":true,"stream":true}""").ShouldBe(["stream, stream_options or include_usage is there twice, in another case or with an escape"]);
    }

    private static IEnumerable<string> Explained(string body) =>
        Policy("meter: true").Explain(Requests.Post(Chat), PolicyFacts.None with { Body = Body(body) }, Deciding.Now).Steps.Where(s => s.Subject == ExplanationSubject.Rule).Select(s => s.Text);

    private static UsageMetering? Metering(CompiledPolicy policy, string target) =>
        policy.Evaluate(Requests.Get(target), PolicyFacts.None, Deciding.Now).ShouldForward().Effects.OfType<UsageMetering>().SingleOrDefault();

    private static PolicyDecision Decide(CompiledPolicy policy, string target, string body) =>
        policy.Evaluate(Requests.Post(target), PolicyFacts.None with { Body = Body(body) }, Deciding.Now);

    private static BodyFact Body(string text) => BodyFact.Whole(Encoding.UTF8.GetBytes(text));

    private static string? Text(ReadOnlyMemory<byte>? body) => body is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    private static CompiledPolicy Policy(string spec) => Compiling.Policy(Manifests(spec));

    private static string Manifests(string spec) => Manifest.Service(Manifest.ForwardAll) + Document("usage", spec);

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static string Document(string name, string spec) => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: UsagePolicy
        metadata: {name: {{name}}, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], {{spec}} }

        """;
}
