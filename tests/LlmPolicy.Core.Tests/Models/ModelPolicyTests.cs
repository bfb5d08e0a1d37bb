using System.Text;

namespace LlmPolicy.Tests.Models;

/// <summary>Who may ask for which model, as a ModelPolicy says it.</summary>
public sealed class ModelPolicyTests
{
    private const string Chat = "/v1/chat/completions";

    private const string Staff = """{"sub":"a","team":"staff","llms":{"huggingface":["meta-llama/Llama-3","gpt-4o"]},"scope":"o3 gpt-4.1","tags":"x, y"}""";

    private static readonly SigningKey Key = Keys.Hmac;

    [Theory]
    [InlineData("[{models: [gpt-4o*]}]", "gpt-4o-mini", true)]
    [InlineData("[{models: [gpt-4o*]}]", "o3", false)]
    [InlineData("[{models: ['*']}]", "anything/at:all", true)]
    [InlineData("[]", "gpt-4o", false)]
    [InlineData("[{}]", "gpt-4o", false)]
    [InlineData("[{models: []}]", "gpt-4o", false)]
    [InlineData("[{models: [a]}, {models: [b]}]", "b", true)]
    [InlineData("[{fromClaim: llms.huggingface, nestedClaimDelimiter: .}]", "meta-llama/Llama-3", true)]
    [InlineData("[{fromClaim: llms.huggingface, nestedClaimDelimiter: .}]", "o3", false)]
    [InlineData("[{fromClaim: llms.huggingface}]", "gpt-4o", false)]
    [InlineData("[{fromClaim: team}]", "staff", true)]
    [InlineData("[{fromClaim: nothing}]", "staff", false)]
    [InlineData("[{fromClaim: llms}]", "gpt-4o", false)]
    [InlineData("[{fromClaim: scope}]", "o3", false)]
    [InlineData("[{fromClaim: scope, claimSeparator: SPACE}]", "o3", true)]
    [InlineData("[{fromClaim: scope, claimSeparator: COMMA}]", "o3", false)]
    [InlineData("[{fromClaim: tags, claimSeparator: COMMA}]", "y", true)]
    [InlineData("[{fromClaim: team, claimProvider: p}]", "staff", true)]
    [InlineData("[{fromClaim: team, claimProvider: other}]", "staff", false)]
    [InlineData("[{fromClaim: team, models: [o3]}]", "o3", true)]
    [InlineData("[{principals: [{jwtPrincipal: {claims: {team: staff}}}], models: [o3]}]", "o3", true)]
    [InlineData("[{principals: [{jwtPrincipal: {claims: {team: guests}}}], models: [o3]}]", "o3", false)]
    [InlineData("[{principals: [{jwtPrincipal: {claims: {llms.huggingface: gpt-4o}, matcher: LIST_CONTAINS}}], nestedClaimDelimiter: ., models: [o3]}]", "o3", true)]
    [InlineData("[{principals: [{jwtPrincipal: {provider: other}}], models: ['*']}]", "o3", false)]
    public void A_model_is_allowed_where_a_rule_for_the_caller_names_it(string rules, string model, bool allowed)
    {
        var decision = Ask(Policy(rules), Chat, $$"""{"model":"{{model}}"}""");

        decision.Reason.ShouldBe(allowed ? ReasonCodes.Forwarded : ReasonCodes.ModelDenied);
        decision.Models.ShouldBe([model]);
        if (!allowed)
        {
            decision.ShouldRefuse(403, ReasonCodes.ModelDenied).Body.ShouldBe("Model: access denied");
        }
    }

    [Fact]
    public void A_star_in_a_claim_is_no_pattern()
    {
        var policy = Policy("[{fromClaim: m}]");

        Ask(policy, Chat, """{"model":"gpt-4o"}""", """{"m":["*"]}""").Reason.ShouldBe(ReasonCodes.ModelDenied);
        Ask(policy, Chat, """{"model":"*"}""", """{"m":["*"]}""").ShouldForward();
    }

    [Fact]
    public void Who_may_not_is_refused_before_a_body_is_asked_for_and_who_may_once_it_is_there()
    {
        var policy = Policy("[{models: [a]}]", "bodyLimit: 2000");

        policy.Decide(Requests.Post(Chat)).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Decide(Request(Chat)).Need.ShouldBeOfType<BodyNeed>().Limit.ShouldBe(2000);
    }

    [Theory]
    [InlineData("/openai/deployments/a/chat/completions", true)]
    [InlineData("/v1beta/models/a:generateContent", false)]
    [InlineData("/model/a/invoke", false)]
    public void A_body_is_read_only_where_it_says_the_model(string target, bool isRead)
    {
        var decision = Policy("[{models: [a]}]").Decide(Request(target));

        (decision.Need is BodyNeed).ShouldBe(isRead, decision.Reason);
    }

    [Theory]
    [InlineData("/v1/unheard-of", "{}", 403, "model.unknown")]
    [InlineData(Chat, "{}", 403, "model.unknown")]
    [InlineData(Chat, """{"model":"a","model":"b"}""", 400, "model.ambiguous")]
    [InlineData(Chat, """{"model":"a"}{}""", 400, "model.body")]
    public void What_has_no_one_reading_is_refused_whatever_the_rules_allow(string target, string body, int status, string reason) =>
        Ask(Policy("[{models: ['*']}]"), target, body).ShouldRefuse(status, reason);

    [Fact]
    public void A_body_over_the_limit_is_refused()
    {
        var policy = Policy("[{models: ['*']}]", "bodyLimit: 10");

        policy.Evaluate(Request(Chat), PolicyFacts.None with { Body = BodyFact.Incomplete }, Deciding.Now).ShouldRefuse(400, ReasonCodes.ModelBody);
        Ask(policy, Chat, """{"model":"a"}""").ShouldRefuse(400, ReasonCodes.ModelBody);
    }

    [Theory]
    [InlineData("PREVIOUS_RESPONSE", "/v1/responses", """{"previous_response_id":"r"}""")]
    [InlineData("PROMPT", "/v1/responses", """{"prompt":{"id":"p"}}""")]
    [InlineData("ASSISTANT", "/v1/threads", "{}")]
    [InlineData("REALTIME_SESSION", "/v1/realtime/client_secrets", """{"session":{"model":"a"}}""")]
    [InlineData("BATCH", "/v1/batches", """{"input_file_id":"f"}""")]
    [InlineData("FILE", "/v1/files", "")]
    [InlineData("AGENT", "/v1/agents/completions", """{"agent_id":"g"}""")]
    [InlineData("PROVIDER_DEFAULT", "/v1/moderations", """{"input":"x"}""")]
    public void A_way_to_a_model_without_its_name_is_refused_unless_a_rule_names_the_way(string way, string target, string body)
    {
        Ask(Policy("[{models: ['*']}]"), target, body).ShouldRefuse(403, ReasonCodes.ModelDenied);
        Ask(Policy($"[{{models: ['*'], unnamed: [{way}]}}]"), target, body).ShouldForward();
        Ask(Policy($"[{{models: ['*'], unnamed: [{way}], principals: [{{jwtPrincipal: {{claims: {{team: guests}}}}}}]}}, {{models: ['*']}}]"), target, body)
            .ShouldRefuse(403, ReasonCodes.ModelDenied);
    }

    [Fact]
    public void All_models_of_a_request_have_to_be_allowed_each_by_some_rule()
    {
        const string Batch = """{"requests":[{"params":{"model":"a"}},{"params":{"model":"b"}}]}""";

        Ask(Policy("[{models: [a]}]"), "/v1/messages/batches", Batch).ShouldRefuse(403, ReasonCodes.ModelDenied);
        Ask(Policy("[{models: [a]}, {models: [b]}]"), "/v1/messages/batches", Batch).ShouldForward();
        Ask(Policy("[{models: [a]}]"), Chat, """{"model":"a","models":["b"]}""").ShouldRefuse(403, ReasonCodes.ModelDenied);
    }

    [Fact]
    public void SetModel_puts_another_name_in_the_bodys_member_and_all_other_bytes_stay()
    {
        var decision = Ask(Policy("[{models: [fast], setModel: {fast: gpt-4o-mini}}]"), Chat, """{ "a":1.0,  "model" : "fa\u0073t", "model2":"fast"}""");

        Encoding.UTF8.GetString(decision.ShouldForward().Body.ShouldNotBeNull().Span).ShouldBe("""{ "a":1.0,  "model" : "gpt-4o-mini", "model2":"fast"}""");
        decision.Models.ShouldBe(["gpt-4o-mini"]);
    }

    [Fact]
    public void Without_another_name_the_body_goes_on_as_it_came() =>
        Ask(Policy("[{models: [o3], setModel: {fast: gpt-4o-mini}}]"), Chat, """{"model":"o3"}""").ShouldForward().Body.ShouldBeNull();

    [Fact]
    public void SetModel_puts_another_name_in_the_path_as_it_is_sent()
    {
        var policy = Policy("[{models: [fast], setModel: {fast: 'org/real:1'}}]", path: "prefixRewrite: /openai/");

        Ask(policy, "/deployments/fast/embeddings?x=fast", "{}", Staff).ShouldForward().Target.ShouldBe("/openai/deployments/org%2Freal:1/embeddings?x=fast");
        Ask(policy, "/v1beta/models/fast:generateContent", "", Staff).ShouldForward().Body.ShouldBeNull();
    }

    [Fact]
    public void Each_caller_gets_the_name_of_the_first_rule_that_is_for_him()
    {
        var policy = Policy("[{principals: [{jwtPrincipal: {claims: {team: staff}}}], models: [best], setModel: {best: o3}}, {models: [best], setModel: {best: gpt-4o-mini}}]");

        Ask(policy, Chat, """{"model":"best"}""", """{"team":"staff"}""").Models.ShouldBe(["o3"]);
        Ask(policy, Chat, """{"model":"best"}""", """{"team":"guests"}""").Models.ShouldBe(["gpt-4o-mini"]);
    }

    [Fact]
    public void The_path_that_is_sent_says_the_model_where_a_rewrite_puts_it_there()
    {
        var lab = Policy("[{models: [openai-community/*]}]", path: "prefixRewrite: /models/openai-community/gpt2");

        Ask(lab, "/", "{}").Models.ShouldBe(["openai-community/gpt2"]);
        Ask(Policy("[{models: [meta/*]}]", path: "prefixRewrite: /models/openai-community/gpt2"), "/", "{}").ShouldRefuse(403, ReasonCodes.ModelDenied);
    }

    [Fact]
    public void A_compressed_body_that_is_rewritten_goes_on_without_its_coding()
    {
        var policy = Policy("[{models: [fast], setModel: {fast: real}}]");
        var request = Request(Chat, ("content-encoding", "gzip"), ("content-digest", "sha-256=:x:"));
        var decision = policy.Evaluate(request, PolicyFacts.None with { Body = BodyFact.Whole(Packed.In("gzip", """{"model":"fast"}"""u8.ToArray())) }, Deciding.Now);

        Encoding.UTF8.GetString(decision.ShouldForward().Body.ShouldNotBeNull().Span).ShouldBe("""{"model":"real"}""");
        decision.Sent(request, "content-encoding").ShouldBeNull();
        decision.Sent(request, "content-digest").ShouldBeNull();
    }

    [Fact]
    public void Two_policies_on_a_route_both_have_to_allow()
    {
        string manifest = Manifests("[{models: [a, b]}]") + Document("[{models: [b, c]}]", name: "more");

        foreach (var (model, allowed) in new[] { ("a", false), ("b", true), ("c", false) })
        {
            Ask(Compiling.Policy(manifest), Chat, $$"""{"model":"{{model}}"}""").Reason.ShouldBe(allowed ? ReasonCodes.Forwarded : ReasonCodes.ModelDenied);
        }
    }

    [Fact]
    public void A_route_that_answers_by_itself_asks_for_no_model()
    {
        string manifest = Manifest.Service("- {matchers: [{prefix: /}], directResponseAction: {status: 200, body: hi}}") + Document("[]");

        Compiling.Policy(manifest).Decide(Requests.Post(Chat)).ShouldRespond(200);
    }

    [Fact]
    public void An_explanation_says_what_is_asked_for_and_what_each_rule_has_to_say()
    {
        var policy = Policy("[{name: guests, principals: [{jwtPrincipal: {claims: {team: guests}}}], models: ['*']}, {name: all, models: [fast], setModel: {fast: real}}]");

        var steps = policy.Explain(Request(Chat), PolicyFacts.None with { Body = Body("""{"model":"fast"}""") }, Deciding.Now).Steps;

        steps.Where(s => s.Subject is ExplanationSubject.Model or ExplanationSubject.Rule).Select(s => (s.Text, s.Result)).ShouldBe(
        [
            ("asked for: fast", ExplanationResult.Fits),
            ("rule guests is for other callers", ExplanationResult.DoesNotFit),
            ("rule all allows the model fast", ExplanationResult.Fits),
            ("sent as real", ExplanationResult.Noted),
            ("what the answer used is metered", ExplanationResult.Noted),
        ]);
        steps.ShouldContain(s => s.Subject == ExplanationSubject.Claim && s.Text == "team = guests: found string");
    }

    private static PolicyDecision Ask(CompiledPolicy policy, string target, string body, string claims = Staff) =>
        policy.Evaluate(Request(target, claims), PolicyFacts.None with { Body = Body(body) }, Deciding.Now);

    private static PolicyRequest Request(string target, params (string, string)[] headers) =>
        Requests.Post(target, [("authorization", $"Bearer {Key.Sign(Staff)}"), ("content-type", "application/json"), .. headers]);

    private static PolicyRequest Request(string target, string claims) =>
        Requests.Post(target, ("authorization", $"Bearer {Key.Sign(claims)}"), ("content-type", "application/json"));

    private static BodyFact Body(string text) => BodyFact.Whole(Encoding.UTF8.GetBytes(text));

    private static CompiledPolicy Policy(string rules, string more = "", string path = "{}") => Compiling.Policy(Manifests(rules, more, path));

    private static string Manifests(string rules, string more = "", string path = "{}") => Manifest.Route(path, Manifest.Jwt(Key.PublicKey)) + Document(rules, more);

    private static string Document(string rules, string more = "", string name = "models") => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: {{name}}, namespace: default}
        spec:
          targetRefs: [{kind: VirtualService, name: vs}]
          rules: {{rules}}
          {{more}}

        """;
}
