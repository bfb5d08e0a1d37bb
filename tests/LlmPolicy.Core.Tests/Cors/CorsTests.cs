namespace LlmPolicy.Tests;

public sealed class CorsTests
{
    private const string Site = "https://a.example";

    private static readonly string[] Shown = ["allow-origin", "max-age", "allow-credentials"];

    private static readonly (string, string)[] Preflight = [("origin", Site), ("access-control-request-method", "POST")];

    [Fact]
    public void A_preflight_is_answered_before_anybody_is_asked_who_he_is()
    {
        var policy = Compiling.Policy(Manifest.Service(
            Manifest.ForwardAll,
            $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\ncors: {{allowOrigin: ['{Site}'], allowMethods: [GET, POST], allowHeaders: [x-a, x-b], exposeHeaders: [x-c], maxAge: '60', allowCredentials: true}}"));

        var decision = policy.Decide(Requests.Make("OPTIONS", "/", Preflight));

        decision.Reason.ShouldBe(ReasonCodes.CorsPreflight);
        decision.IsAllowed.ShouldBeTrue();
        decision.IsRefusal.ShouldBeFalse();
        decision.ShouldRespond(200).Headers.Select(header => $"{header.Name}: {header.Value}").ShouldBe(
        [
            $"access-control-allow-origin: {Site}", "access-control-allow-credentials: true", "access-control-allow-methods: GET,POST",
            "access-control-allow-headers: x-a,x-b", "access-control-max-age: 60", "access-control-expose-headers: x-c",
        ], ignoreOrder: true);
        policy.Decide(Requests.Make("OPTIONS", "/", [("origin", "https://b.example"), Preflight[1]])).ShouldRefuse(401, ReasonCodes.JwtMissing)
            .Header("access-control-allow-origin").ShouldBeNull();
    }

    [Theory]
    [AbuseCase("T34")]
    [InlineData("OPTIONS", "", "POST")]
    [InlineData("OPTIONS", Site, "")]
    [InlineData("POST", Site, "POST")]
    public void Anything_else_meets_the_token_as_ever(string method, string origin, string asked)
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\ncors: {{allowOrigin: ['{Site}']}}"));

        policy.Decide(Requests.Make(method, "/", [("origin", origin), ("access-control-request-method", asked)])).ShouldRefuse(401, ReasonCodes.JwtMissing)
            .Header("access-control-allow-origin").ShouldBe(origin.Length == 0 ? null : origin);
    }

    [Fact]
    public void A_star_is_answered_with_what_was_asked_for()
    {
        var policy = Compiling.Policy(Manifest.Route("cors: {allowOrigin: ['*'], allowMethods: ['*'], allowHeaders: ['*']}"));

        var asked = policy.Decide(Requests.Make("OPTIONS", "/", [.. Preflight, ("access-control-request-headers", "x-a,x-b")])).ShouldRespond(200);
        asked.Header("access-control-allow-methods").ShouldBe("POST");
        asked.Header("access-control-allow-headers").ShouldBe("x-a,x-b");
        policy.Decide(Requests.Make("OPTIONS", "/", Preflight)).ShouldRespond(200).Header("access-control-allow-headers").ShouldBe("");
    }

    [Fact]
    public void What_an_upstream_says_of_it_is_replaced_after_the_policys_own_response_headers()
    {
        var policy = Compiling.Policy(Manifest.Route(
            $$"""
            cors: {allowOrigin: ['{{Site}}'], exposeHeaders: [x-c]}
            headerManipulation:
              responseHeadersToAdd: [{header: {key: access-control-allow-origin, value: '*'} }, {header: {key: vary, value: Origin} }]
              requestHeadersToRemove: [origin]
            """));
        HeaderField[] answered = [new("access-control-allow-origin", "https://upstream.example"), new("access-control-expose-headers", "x-u")];

        Answered(Site).ShouldBe($"{Site}; x-c; Origin");
        Answered("https://b.example").ShouldBe("https://upstream.example|*; x-u; Origin");

        string Answered(string origin)
        {
            var changed = Deciding.Apply(answered, policy.Decide(Requests.Get("/", ("origin", origin))).ShouldForward().ResponseHeaders(new UpstreamAnswer(200, answered)));
            return $"{Deciding.Lines(changed, "access-control-allow-origin")}; {Deciding.Lines(changed, "access-control-expose-headers")}; {Deciding.Lines(changed, "vary")}";
        }
    }

    [Fact]
    public void A_route_stands_over_its_host_field_by_field()
    {
        var policy = Compiling.Policy(Manifest.Route(
            $"cors: {{allowOrigin: ['{Site}'], allowMethods: [], exposeHeaders: [x-r], allowCredentials: false}}",
            "cors: {allowOrigin: ['https://host.example'], allowMethods: [PUT], allowHeaders: [x-h], exposeHeaders: [x-h], maxAge: '5', allowCredentials: true}"));

        var answer = policy.Decide(Requests.Make("OPTIONS", "/", Preflight)).ShouldRespond(200);

        answer.Header("access-control-allow-methods").ShouldBe("PUT");
        answer.Header("access-control-allow-headers").ShouldBe("x-h");
        answer.Header("access-control-expose-headers").ShouldBe("x-r");
        answer.Header("access-control-max-age").ShouldBe("5");
        answer.Header("access-control-allow-credentials").ShouldBe("true");
        policy.Decide(Requests.Make("OPTIONS", "/", [("origin", "https://host.example"), Preflight[1]])).ShouldForward().ChangesResponse.ShouldBeFalse();
    }

    [Theory]
    [InlineData("exposeHeaders: UNION", "x-h,x-r")]
    [InlineData("exposeHeaders: DEFAULT", "x-r,x-h")]
    [InlineData("", "x-r,x-h")]
    public void A_host_may_ask_for_both_lists_of_exposed_headers(string settings, string exposed)
    {
        var policy = Compiling.Policy(Manifest.Route(
            $"cors: {{allowOrigin: ['{Site}'], exposeHeaders: [x-r, x-h]}}",
            $"cors: {{allowOrigin: ['{Site}'], exposeHeaders: [x-h]}}\ncorsPolicyMergeSettings: {{{settings}}}"));

        policy.Decide(Requests.Make("OPTIONS", "/", Preflight)).ShouldRespond(200).Header("access-control-expose-headers").ShouldBe(exposed);
    }

    [Fact]
    public void A_route_switches_its_own_and_its_hosts_off()
    {
        var policy = Compiling.Policy(Manifest.Route($"cors: {{allowOrigin: ['{Site}'], disableForRoute: true}}", "cors: {allowOrigin: ['*']}"));

        policy.Decide(Requests.Make("OPTIONS", "/", Preflight)).ShouldForward().ChangesResponse.ShouldBeFalse();
    }

    [Fact]
    public void On_a_host_that_switch_does_nothing_and_is_warned_of()
    {
        string manifest = Manifest.Service(Manifest.ForwardAll, $"cors: {{allowOrigin: ['{Site}'], disableForRoute: true}}");

        var diagnostic = Compiling.Diagnostics(manifest).ShouldHaveSingleItem();
        (diagnostic.Code, diagnostic.Severity).ShouldBe((DiagnosticCodes.Cors, DiagnosticSeverity.Warning));
        Compiling.Policy(manifest).Decide(Requests.Make("OPTIONS", "/", Preflight)).Reason.ShouldBe(ReasonCodes.CorsPreflight);
    }

    [Fact]
    public void On_a_direct_response_a_hosts_does_nothing_and_a_routes_is_fixed_headers()
    {
        const string Direct = "- {directResponseAction: {status: 200}, options: {";
        string[] own = [$"cors: {{allowOrigin: ['{Site}'], maxAge: '60'}}", "cors: {}", $"cors: {{allowOrigin: ['{Site}']}}, headerManipulation: {{requestHeadersToRemove: [x-a]}}"];

        Said("").ShouldBe("none, none, none");
        Said(own[0]).ShouldBe($"{Site}, 60, false");
        Said(own[1]).ShouldBe("none, none, false");
        Said(own[2]).ShouldBe("none, none, none");

        string Said(string options)
        {
            var answer = Compiling.Policy(Manifest.Service($"{Direct}{options}}}}}", "cors: {allowOrigin: ['*']}"))
                .Decide(Requests.Make("OPTIONS", "/", [("origin", "https://other.example"), Preflight[1]])).ShouldRespond(200);
            return string.Join(", ", Shown.Select(name => answer.Header($"access-control-{name}") ?? "none"));
        }
    }

    [Fact]
    public void Refusals_behind_it_can_be_read_by_the_page_and_a_host_with_no_such_route_answers_nothing()
    {
        var policy = Compiling.Policy(Manifest.Service(
            $"- {{matchers: [{{prefix: /a}}], routeAction: {Manifest.ToUp}, options: {{rbac: {{policies: {{}}}}}}}}",
            $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\ncors: {{allowOrigin: ['{Site}'], exposeHeaders: [x-c]}}"));
        string token = Keys.Hmac.Sign("{}");

        var denied = policy.Decide(Requests.Get("/a", ("origin", Site), ("authorization", $"Bearer {token}"))).ShouldRefuse(403, ReasonCodes.RbacDenied);
        denied.Header("access-control-allow-origin").ShouldBe(Site);
        denied.Header("access-control-expose-headers").ShouldBe("x-c");
        policy.Decide(Requests.Make("OPTIONS", "/b", Preflight)).ShouldRefuse(404, ReasonCodes.NoRoute).Headers.ShouldBeEmpty();
    }

    [Fact]
    public void One_request_leaves_nothing_to_the_next_one()
    {
        var policy = Compiling.Policy(Manifest.Route($"cors: {{allowOrigin: ['{Site}']}}"));

        policy.Decide(Requests.Make("OPTIONS", "/", Preflight)).ShouldRespond(200);

        policy.Decide(Requests.Get("/")).ShouldForward().ChangesResponse.ShouldBeFalse();
    }

    [Fact]
    public void An_explanation_says_what_became_of_the_origin_and_does_not_show_it()
    {
        var policy = Compiling.Policy(Manifest.Route($"cors: {{allowOrigin: ['{Site}']}}"));

        Said(Requests.Get("/")).ShouldContain("no Origin");
        Said(Requests.Get("/", ("origin", "https://evil.example"))).ShouldContain("not allowed");
        Said(Requests.Make("OPTIONS", "/", Preflight)).ShouldContain("the preflight is answered here");
        Said(Requests.Get("/", ("origin", "https://evil.example"))).ShouldNotContain("evil");

        string Said(PolicyRequest request) =>
            policy.Explain(request, PolicyFacts.None, Deciding.Now).Steps.Single(step => step.Subject == ExplanationSubject.Cors).Text;
    }
}
