namespace LlmPolicy.Tests;

/// <summary>A filter of Envoy's takes what the route says at the time when it runs: what the first route said of filters that have run stays, what the other one says of them does not count any more.</summary>
public sealed class MatchedAgainTests
{
    private const string Csrf = "csrf: {filterEnabled: {defaultValue: {numerator: 100}}}";
    private static readonly string Claims = Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: go, header: x-go}]");

    [Theory]
    [InlineData("two", "early-one, regular-two")]
    [InlineData("one", "early-one, regular-one")]
    public void An_early_transformation_is_the_first_routes_and_a_regular_one_that_of_the_route_that_claims_lead_to(string claim, string made)
    {
        var policy = Policy(Staged("two"), Staged("one"));
        var request = Post(claim);

        var decision = policy.Decide(request);

        decision.ShouldForward();
        $"{decision.Sent(request, "x-early")}, {decision.Sent(request, "x-regular")}".ShouldBe(made);

        static string Staged(string route) =>
            $"stagedTransformations: {{early: {{requestTransforms: [{Entry("x-early", $"early-{route}")}]}}, regular: {{requestTransforms: [{Entry("x-regular", $"regular-{route}")}]}}}}";
    }

    [Theory]
    [InlineData("two", true)]
    [InlineData("one", false)]
    public void Csrf_is_that_of_the_route_that_claims_lead_to(string claim, bool refused)
    {
        var decision = Policy(Csrf, "{}").Decide(Post(claim, ("origin", "https://evil.example")));

        if (refused)
        {
            decision.ShouldRefuse(403, ReasonCodes.CsrfOrigin);
        }
        else
        {
            decision.ShouldForward();
        }

        Policy("{}", Csrf).Decide(Post("two", ("origin", "https://evil.example"))).ShouldForward();
    }

    [Fact]
    public void Faults_and_early_limits_of_the_route_that_claims_lead_to_do_not_count_any_more_and_regular_ones_do()
    {
        const string Abort = "faults: {abort: {percentage: 100, httpStatus: 503}}";
        const string Early = "ratelimitEarly: {localRatelimit: {maxTokens: 1, tokensPerFill: 1, fillInterval: 60s}}";
        const string Regular = "ratelimitRegular: {rateLimits: [{actions: [{genericKey: {descriptorValue: a}}]}]}";

        Policy(Abort, "{}").Decide(Post("two")).ShouldForward();
        Policy("{}", Abort).Decide(Post("two")).ShouldRefuse(503, ReasonCodes.FaultAbort);
        Policy(Early, "{}").Decide(Post("two")).ShouldForward();
        Policy("{}", Early).Decide(Post("two")).Need.ShouldBeOfType<LocalRateLimitNeed>();
        Policy(Regular, "{}").Decide(Post("two")).Need.ShouldBeOfType<RateLimitNeed>();
        Policy("{}", Regular).Decide(Post("two")).ShouldForward();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?access_token=T")]
    public void What_a_client_says_in_a_claims_name_leads_nowhere_whether_it_brings_one_good_token_or_two(string target)
    {
        string token = Keys.Hmac.Sign("{}");
        var request = Requests.Get(target.Replace("T", token, StringComparison.Ordinal), ("authorization", $"Bearer {token}"), ("x-go", "two"));

        var decision = Policy("ratelimitRegular: {rateLimits: [{actions: [{genericKey: {descriptorValue: a}}]}]}", "{}").Decide(request);
        decision.ShouldForward();
        decision.Sent(request, "x-go").ShouldBeNull();
    }

    [Fact]
    public void An_answer_has_the_cors_headers_of_the_first_route()
    {
        const string Cors = "cors: {allowOrigin: ['https://app.example']}";
        HeaderField origin = new("origin", "https://app.example");

        Allowed(Policy("{}", Cors)).ShouldBe("https://app.example");
        Allowed(Policy(Cors, "{}")).ShouldBeNull();

        string? Allowed(CompiledPolicy policy)
        {
            var forwarding = policy.Decide(Post("two", (origin.Name, origin.Value))).ShouldForward();
            return Deciding.Lines(Deciding.Apply([], forwarding.ResponseHeaders(new UpstreamAnswer(200, []))), "access-control-allow-origin");
        }
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "two")]
    public void It_is_looked_for_no_sooner_than_something_asks_for_it(bool asks, string? route)
    {
        // What a client says in the name of a claim of the second stage is taken off before that stage looks for its route.
        string jwt = Staged("beforeExtAuth", "x-pre", "x-team") + "\n" + Staged("afterExtAuth", "x-token", "x-in");
        var policy = Compiling.Policy(
            Manifest.Service($"- {{name: two, matchers: [{{prefix: /, headers: [{{name: x-in}}]}}], routeAction: {Manifest.ToUp}}}", "jwtStaged:\n  " + jwt.Replace("\n", "\n  ")).TrimEnd() + "\n"
            + (asks ? Manifest.Service("other", "other.example", Manifest.ForwardAll, ExtAuth.KeyManifest.Asked) + ExtAuth.KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: data}}") + ExtAuth.KeyManifest.Secret("key", "0123456789abcdef0123") : ""));

        var decision = policy.Decide(Requests.Get("/", ("x-in", "1"), ("x-pre", Keys.Hmac.Sign("{\"team\":\"a\"}"))));

        decision.Route?.Name.ShouldBe(route);
        if (route is null)
        {
            decision.ShouldRefuse(404, ReasonCodes.NoRoute);
        }
    }

    private static string Staged(string stage, string from, string to) =>
        $"{stage}: {{validationPolicy: ALLOW_MISSING, providers: {{p: {{tokenSource: {{headers: [{{header: {from}}}]}}, claimsToHeaders: [{{claim: team, header: {to}}}], jwks: {{local: {{key: '{Keys.Hmac.PublicKey}'}}}}}}}}}}";

    private static CompiledPolicy Policy(string two, string one) => Compiling.Policy(Manifest.Service(
        $$"""
        - matchers: [{prefix: /, headers: [{name: x-go, value: two}]}]
          routeAction: {{Manifest.ToUp}}
          options: {{{two}}}
        - matchers: [{prefix: /}]
          routeAction: {{Manifest.ToUp}}
          options: {{{one}}}
        """.Replace("{{}}", "{}", StringComparison.Ordinal),
        Claims), new PolicyCompilerOptions { HasRateLimitService = true });

    private static string Entry(string header, string text) => $"{{requestTransformation: {{transformationTemplate: {{passthrough: {{}}, headers: {{{header}: {{text: {text}}}}}}}}}}}";

    private static PolicyRequest Post(string claim, params (string Name, string Value)[] headers) =>
        Requests.Post("/", [("authorization", $"Bearer {Keys.Hmac.Sign($"{{\"go\":\"{claim}\"}}")}"), .. headers]);
}
