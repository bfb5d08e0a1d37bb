namespace LlmPolicy.Tests;

/// <summary>Which budgets a caller is told of, and how an operator finds a key's counters.</summary>
public sealed class CallerBudgetsTests
{
    private const string Alice = """{"iss":"one","sub":"alice","groups":["x","z"]}""";

    private static readonly SigningKey Key = Keys.Hmac;
    private static readonly SigningKey Other = Keys.Rsa;

    [Fact]
    public void A_caller_has_the_budgets_of_the_routes_that_take_his_token_and_no_others()
    {
        var policy = Compiling.Policy(TwoRoutes + Budget("ones", "{kind: VirtualService, name: vs, sectionName: first}") + Budget("twos", "{kind: VirtualService, name: vs, sectionName: second}"));

        Names(Ask(policy, Key.Sign(Alice))).ShouldBe(["default/ones"]);
        Names(Ask(policy, Other.Sign("""{"iss":"two","sub":"alice"}"""))).ShouldBe(["default/twos"]);
    }

    [Fact]
    public void A_budget_of_many_routes_stands_there_once() =>
        Names(Ask(Compiling.Policy(TwoRoutesOneProvider + Budget("all", "{kind: VirtualService, name: vs}")), Key.Sign(Alice))).ShouldBe(["default/all"]);

    [Fact]
    public void Its_counters_are_those_that_his_requests_take_from()
    {
        var policy = Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Key.PublicKey)) + Budget("all", "{kind: VirtualService, name: vs}"));

        var told = Ask(policy, Key.Sign(Alice)).Result.ShouldBeOfType<CallerBudgets>().Budgets.Single().Counters;

        var taken = policy.Evaluate(Requests.Post("/v1/chat/completions", ("authorization", $"Bearer {Key.Sign(Alice)}")), PolicyFacts.None, Deciding.Now)
            .ShouldForward().Effects.OfType<BudgetDemand>().Single().Counters;
        told.Select(counter => (counter.Budget, counter.What, counter.Key, counter.Limit)).ShouldBe(taken.Select(counter => (counter.Budget, counter.What, counter.Key, counter.Limit)));
    }

    [Fact]
    public void Each_value_of_a_list_has_an_entry_that_does_not_say_the_value() =>
        Ask(Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Key.PublicKey)) + Budget("all", "{kind: VirtualService, name: vs}", "[{claim: sub}, {claim: groups, each: true}]")), Key.Sign(Alice))
            .Result.ShouldBeOfType<CallerBudgets>().Budgets.Select(budget => string.Join(" ", budget.Key)).ShouldBe(["sub groups[0]", "sub groups[1]"]);

    [Fact]
    public void A_caller_without_the_key_and_a_budget_in_the_shadow_have_no_entry()
    {
        Names(Ask(Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Key.PublicKey)) + Budget("all", "{kind: VirtualService, name: vs}", "[{claim: nobody}]")), Key.Sign(Alice))).ShouldBeEmpty();
        Names(Ask(Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Key.PublicKey)) + Budget("all", "{kind: VirtualService, name: vs}", more: ", mode: SHADOW")), Key.Sign(Alice))).ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_token_that_some_route_takes_there_is_the_policys_refusal()
    {
        var policy = Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Key.PublicKey)) + Budget("all", "{kind: VirtualService, name: vs}"));

        var missing = policy.BudgetsOf(Requests.Get("/llmpolicy/usage"), PolicyFacts.None, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtMissing);
        (missing.Body, missing.Header("www-authenticate")).ShouldBe(("Jwt is missing", "Bearer realm=\"http://example.com/llmpolicy/usage\""));
        Ask(policy, Key.Sign(Alice)[..^4] + "AAAA").ShouldRefuse(401, ReasonCodes.JwtSignature);
        policy.BudgetsOf(Requests.WithToken(Key.Sign(Alice)), PolicyFacts.None with { Revoked = new RevokedTokens([RevokedToken.ByClaim("p", "sub", "alice")]) }, Deciding.Now)
            .ShouldRefuse(401, ReasonCodes.JwtRevoked);
    }

    [Theory]
    [InlineData("beforeExtAuth")]
    [InlineData("afterExtAuth")]
    public void A_header_that_the_policy_makes_is_no_place_to_show_a_token_in(string stage)
    {
        string jwt = Manifest.Jwt(Key.PublicKey, "tokenSource: {headers: [{header: x-made}]}\nclaimsToHeaders: [{claim: sub, header: x-made}]").Replace("jwt:", $"{stage}:", StringComparison.Ordinal);
        var policy = Compiling.Policy(Manifest.Route("{}", $"jwtStaged:\n{string.Join('\n', jwt.Split('\n').Select(line => $"  {line}"))}") + Budget("all", "{kind: VirtualService, name: vs}"));

        policy.Decide(Requests.Get("/", ("x-made", Key.Sign(Alice)))).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.BudgetsOf(Requests.Get("/llmpolicy/usage", ("x-made", Key.Sign(Alice))), PolicyFacts.None, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("jwtStaged: {}")]
    public void Where_nobody_has_to_show_a_token_nobody_is_known(string options) =>
        Ask(Compiling.Policy(Manifest.Route("{}", options) + Budget("all", "{kind: VirtualService, name: vs}", "[]", ", shared: true")), "").ShouldRefuse(401, ReasonCodes.JwtMissing);

    [Fact]
    public void An_unknown_host_and_a_broken_request_are_refused_as_all_are()
    {
        var policy = Compiling.Policy(Manifest.Service("vs", "only.example", Manifest.ForwardAll) + Manifest.Upstream);

        policy.BudgetsOf(Requests.To("other.example"), PolicyFacts.None, Deciding.Now).ShouldRefuse(404, ReasonCodes.NoVirtualHost);
        policy.BudgetsOf(Requests.Get("/", ("bad name", "x")), PolicyFacts.None, Deciding.Now).ShouldRefuse(400, ReasonCodes.HeaderInvalid);
    }

    [Fact]
    public void Keys_that_are_not_there_are_asked_for()
    {
        var policy = Compiling.Policy(Manifest.Route("{}", "jwt: {providers: {p: {issuer: one, jwks: {remote: {url: 'https://keys.example/'}}}}}"));

        policy.BudgetsOf(Requests.WithToken(Key.Sign("""{"alg":"RS256"}""", Alice)), PolicyFacts.None, Deciding.Now).NeededKeys().ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""["alice"]""", "7:s:alice", 5)]
    [InlineData("""["1"]""", "3:s:1", 5)]
    [InlineData("[1]", "3:v:1", 5)]
    [InlineData("[1.0]", "3:v:1", 5)]
    [InlineData("[true]", "6:v:true", 5)]
    [InlineData("""["bob"]""", "5:s:bob", 9)]
    public void An_operator_finds_a_keys_counters_by_its_typed_values(string key, string counter, long limit) =>
        Summary("[{claim: sub}]").CountersOf(key).ShouldNotBeNull().Select(found => (found.Key, found.Limit)).ShouldBe([(counter, limit)]);

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("\"alice\"")]
    [InlineData("[]")]
    [InlineData("""["a","b"]""")]
    [InlineData("[null]")]
    [InlineData("""[""]""")]
    [InlineData("""[["a"]]""")]
    [InlineData("""["\ud800"]""")]
    public void What_no_key_can_be_is_nobodys(string key) => Summary("[{claim: sub}]").CountersOf(key).ShouldBeNull();

    [Theory]
    [InlineData("""{"a":"x","b":7}""", """["x",7]""")]
    [InlineData("""{"a":"2:s:q\"","b":true}""", """["2:s:q\u0022",true]""")]
    [InlineData("""{"a":"ä","b":"1"}""", """["\u00E4","1"]""")]
    public void A_key_is_told_as_an_operator_writes_it(string claims, string key)
    {
        var policy = Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Key.PublicKey)) + Budget("all", "{kind: VirtualService, name: vs}", "[{claim: a}, {claim: b}]"));

        var counter = Ask(policy, Key.Sign(claims)).Result.ShouldBeOfType<CallerBudgets>().Budgets.Single().Counters.Single();

        counter.KeyJson.ShouldBe(key);
        policy.Budgets.Single().CountersOf(key).ShouldNotBeNull().Single().Key.ShouldBe(counter.Key);
    }

    private static BudgetSummary Summary(string key) => Compiling.Policy(
        Manifest.Route("{}", Manifest.Jwt(Key.PublicKey))
            + Budget("all", "{kind: VirtualService, name: vs}", key, ", overrides: [{key: {sub: bob}, limits: [{requests: 9, per: DAY}]}]")).Budgets.Single();

    private static PolicyDecision Ask(CompiledPolicy policy, string token) => policy.BudgetsOf(
        token.Length == 0 ? Requests.Get("/llmpolicy/usage") : Requests.WithToken(token, "/llmpolicy/usage"), PolicyFacts.None, Deciding.Now);

    private static IEnumerable<string> Names(PolicyDecision decision) => decision.Result.ShouldBeOfType<CallerBudgets>(decision.Reason).Budgets.Select(budget => budget.Budget);

    private static string TwoRoutesOneProvider => Manifest.Service(Route("first", "{}") + Route("second", "{rbac: {disable: true}}"), Manifest.Jwt(Key.PublicKey));

    private static string TwoRoutes => Manifest.Service(Route("first", Provider("one", Key)) + Route("second", Provider("two", Other)));

    private static string Route(string name, string options) => $$"""
        - name: {{name}}
          matchers: [{prefix: /{{name}}}]
          routeAction: {{Manifest.ToUp}}
          options: {{options}}

        """;

    private static string Provider(string issuer, SigningKey key) =>
        "{jwtProvidersStaged: {afterExtAuth: {providers: {" + issuer + ": {issuer: " + issuer + ", jwks: {local: {key: \"" + key.PublicKey.ReplaceLineEndings("\\n").Replace("\"", "\\\"") + "\"}}}}}}}";

    private static string Budget(string name, string target, string key = "[{claim: sub}]", string more = "") =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {name: " + name + ", namespace: default}\nspec: {targetRefs: [" + target + "], "
            + (key == "[]" ? "" : "key: " + key + ", ") + "limits: [{requests: 5, per: DAY}]" + more + "}\n";
}
