namespace LlmPolicy.Tests;

/// <summary>What an explanation tells: each step, where it stands in the manifest, and nothing that must not be shown.</summary>
public sealed class ExplanationTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    [Fact]
    public void The_labs_refusal_names_each_place_where_a_token_was_looked_for()
    {
        var steps = Lab.Policy.Explain(Lab.Request(), PolicyFacts.None, Deciding.Now).Steps;

        Step(steps, ExplanationSubject.Provider).Text.ShouldBe("provider selfminted: Jwt is missing (jwt.missing)");
        steps.Where(s => s.Subject == ExplanationSubject.Token).Select(s => s.Text)
            .ShouldBe(["header authorization after 'Bearer ': no token", "query parameter access_token: no token"]);
        Line(Step(steps, ExplanationSubject.Jwt)).ShouldBe("providers:");
        Step(steps, ExplanationSubject.Decision).Text.ShouldBe("answered with 401: jwt.missing");
    }

    [Fact]
    public void The_labs_way_upstream_names_claim_upstream_and_the_origin_of_each_header()
    {
        var steps = Lab.Policy.Explain(Lab.RequestWithToken(), PolicyFacts.None, Deciding.Now).Steps;

        var claim = Step(steps, ExplanationSubject.Claim);
        claim.Result.ShouldBe(ExplanationResult.Fits);
        claim.Text.ShouldBe("llms > huggingface contains hugging-face-latest: found list");
        Line(claim).ShouldBe("llms.huggingface: hugging-face-latest");
        Step(steps, ExplanationSubject.Upstream).Text.ShouldBe("to default/huggingface-upstream");
        Step(steps, ExplanationSubject.Path).Text.ShouldBe("path sent: /models/openai-community/gpt2");
        steps.Where(s => s.Subject == ExplanationSubject.Header).Select(s => (s.Text.Split(':')[0], Line(s))).ShouldBe(
        [
            ("header authorization is removed", "issuer: solo.io"),
            ("header Content-Type is set", "- header:"),
            ("the headers of secret default/hftoken are appended", "- headerSecretRef:"),
        ]);
    }

    [Fact]
    public void Every_route_before_the_one_that_fits_says_why_it_did_not()
    {
        string manifest = Manifest.Service(
            $$"""
            - matchers: [{prefix: /a}, {exact: /v1, methods: [PUT]}, {prefix: /v1, headers: [{name: x-one, value: '1'}]}, {prefix: /v1, queryParameters: [{name: q}]}]
              routeAction: {{Manifest.ToUp}}
            - matchers: [{prefix: /v1}]
              routeAction: {{Manifest.ToUp}}
            - matchers: [{prefix: /}]
              routeAction: {{Manifest.ToUp}}
            """);

        var steps = Explain(manifest, Requests.Get("/v1"));

        steps.Where(s => s.Subject is ExplanationSubject.Route).Select(s => (s.Text, s.Result)).ShouldBe(
        [
            ("route routes[0]: no matcher fits", ExplanationResult.DoesNotFit),
            ("route routes[1]: prefix /v1 fits", ExplanationResult.Fits),
        ]);
        steps.Where(s => s.Subject is ExplanationSubject.Matcher).Select(s => s.Text).ShouldBe(
        [
            "matchers[0]: prefix /a does not fit the path",
            "matchers[1]: method is not one of PUT",
            "matchers[2]: header x-one = 1 does not hold",
            "matchers[3]: query q present does not hold",
        ]);
    }

    [Theory]
    [InlineData("a.b", "", "a.b = x")]
    [InlineData("a.b", ".", "a > b = x")]
    [InlineData("a/b", "/", "a > b = x")]
    [InlineData("a.b/c", "/", "a.b > c = x")]
    [InlineData("a.b/c", ".", "a > b/c = x")]
    [InlineData("a > b", "", "'a > b' = x")]
    [InlineData("a>b", "", "'a>b' = x")]
    [InlineData("a > b", ">", "'a ' > ' b' = x")]
    [InlineData("a..b", ".", "a > '' > b = x")]
    [InlineData("it's", "", "'it''s' = x")]
    [InlineData("https://example.com/role", "", "https://example.com/role = x")]
    public void A_claims_path_is_told_by_its_names_however_they_were_cut(string claim, string delimiter, string text)
    {
        string manifest = Manifest.Service(
            Manifest.ForwardAll,
            $$"""
            {{Manifest.Jwt(Key.PublicKey)}}
            rbac: {policies: {p: {nestedClaimDelimiter: '{{delimiter}}', principals: [{jwtPrincipal: {claims: {"{{claim}}": x} } }]} } }
            """);

        Step(Explain(manifest, Requests.WithToken(Key.Sign("{}"))), ExplanationSubject.Claim).Text.ShouldBe($"{text}: found missing");
    }

    [Fact]
    public void An_unknown_host_is_answered_with_the_hosts_there_are_and_their_places()
    {
        string manifest = Manifest.Service("vs", "a.example, '*.b.example'", Manifest.ForwardAll) + Manifest.Upstream;

        var steps = Explain(manifest, Requests.Get("/") with { Authority = "c.example" }).Where(s => s.Subject == ExplanationSubject.VirtualHost).ToList();

        steps.Select(s => (s.Text, s.Depth)).ShouldBe(
            [("no virtual host answers for c.example over http; there are:", 0), ("default/vs: domains a.example, *.b.example", 1)]);
        steps.ShouldAllBe(s => s.Result == ExplanationResult.DoesNotFit);
        steps[1].Position.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"role":["admin"]}""", "role = admin: found list")]
    [InlineData("""{"role":"user"}""", "role = admin: found string")]
    [InlineData("""{"role":7}""", "role = admin: found number")]
    [InlineData("""{"role":true}""", "role = admin: found boolean")]
    [InlineData("""{"role":null}""", "role = admin: found null")]
    [InlineData("""{"role":{"a":1}}""", "role = admin: found object")]
    [InlineData("""{}""", "role = admin: found missing")]
    public void A_claim_that_does_not_fit_is_told_by_its_type(string claims, string text)
    {
        var step = Step(Explain(Guarded("role: admin"), Requests.WithToken(Key.Sign(claims))), ExplanationSubject.Claim);

        step.Text.ShouldBe(text);
        step.Result.ShouldBe(ExplanationResult.DoesNotFit);
    }

    [Fact]
    public void Every_claim_and_principal_is_told_not_the_first_that_fails_alone()
    {
        var steps = Explain(Guarded("{role: admin, team: a}"), Requests.WithToken(Key.Sign("""{"team":"a"}""")));

        steps.Where(s => s.Subject == ExplanationSubject.Claim).Select(s => (s.Text, s.Result)).ShouldBe(
            [("role = admin: found missing", ExplanationResult.DoesNotFit), ("team = a: found string", ExplanationResult.Fits)]);
    }

    [Fact]
    public void Values_of_claims_are_shown_only_if_asked_for()
    {
        var policy = Compiling.Policy(Guarded("role: admin"));
        var request = Requests.WithToken(Key.Sign("""{"role":"sesame","iss":"grotto"}"""));

        policy.Explain(request, PolicyFacts.None, Deciding.Now).ToString().ShouldNotContain("sesame");
        policy.Explain(request, PolicyFacts.None, Deciding.Now, ClaimDetail.Values).ToString().ShouldContain("found string \"sesame\"");
    }

    [Fact]
    public void No_token_and_no_query_is_ever_shown()
    {
        string token = Key.Sign("""{"role":"admin"}""");
        var policy = Compiling.Policy(Guarded("role: admin"));

        string text = policy.Explain(Requests.WithToken(token, "/a?access_token=sesame"), PolicyFacts.None, Deciding.Now, ClaimDetail.Values).ToString()
            + policy.Explain(Requests.WithToken(token, "/a?other=sesame"), PolicyFacts.None, Deciding.Now, ClaimDetail.Values);

        text.ShouldNotContain(token.Split('.')[2]);
        text.ShouldNotContain(token.Split('.')[1]);
        text.ShouldNotContain("sesame");
    }

    [Fact]
    public void A_route_without_token_and_rbac_says_that_anybody_may()
    {
        var steps = Explain(Manifest.Service(Manifest.ForwardAll), Requests.Get("/"));

        Step(steps, ExplanationSubject.Jwt).Text.ShouldBe("no token is asked for");
        Step(steps, ExplanationSubject.Rbac).Text.ShouldBe("no rbac: anyone who gets this far is allowed");
    }

    [Fact]
    public void A_rule_of_strictness_says_that_Envoy_would_forward()
    {
        var explanation = Compiling.Policy(Manifest.Service(Manifest.ForwardAll)).Explain(Requests.Get("/a/%2e%2e%2fb"), PolicyFacts.None, Deciding.Now);

        explanation.Decision.Reason.ShouldBe(ReasonCodes.TargetDotSegments);
        Step(explanation.Steps, ExplanationSubject.Strictness).Text.ShouldContain("Envoy would forward this");
    }

    [Fact]
    public void The_verdicts_of_all_providers_are_told_with_what_was_wanted()
    {
        string manifest = Manifest.Service(
            Manifest.ForwardAll,
            $$"""
            jwt:
              providers:
                one: {issuer: first, jwks: {local: {key: '{{Key.PublicKey}}'} } }
                two: {audiences: [us], jwks: {local: {key: '{{Key.PublicKey}}'} } }
            """);

        var steps = Explain(manifest, Requests.WithToken(Key.Sign("""{"iss":"other","aud":"them"}""")));

        steps.Where(s => s.Subject == ExplanationSubject.Provider).Select(s => s.Text).ShouldBe(
            ["provider one: Jwt issuer is not configured (jwt.issuer)", "provider two: Audiences in Jwt are not allowed (jwt.audience)"]);
        steps.Where(s => s.Subject == ExplanationSubject.Token).Select(s => s.Text).ShouldContain(t => t.EndsWith("wanted first", StringComparison.Ordinal));
        steps.Where(s => s.Subject == ExplanationSubject.Token).Select(s => s.Text).ShouldContain(t => t.EndsWith("wanted us", StringComparison.Ordinal));
    }

    private static string Guarded(string claims) =>
        Manifest.Route($"rbac: {{policies: {{a: {{principals: [{{jwtPrincipal: {{claims: {(claims[0] == '{' ? claims : $"{{{claims}}}")} }} }}] }} }} }}", Manifest.Jwt(Key.PublicKey));

    private static IReadOnlyList<ExplanationStep> Explain(string manifest, PolicyRequest request) =>
        Compiling.Policy(manifest).Explain(request, PolicyFacts.None, Deciding.Now).Steps;

    private static ExplanationStep Step(IReadOnlyList<ExplanationStep> steps, ExplanationSubject subject) => steps.Where(s => s.Subject == subject).ShouldHaveSingleItem();

    /// <summary>The lab's line that a step points at, from the column on.</summary>
    private static string Line(ExplanationStep step)
    {
        var position = step.Position.ShouldNotBeNull();
        string line = Lab.VirtualService.Split('\n')[position.Line - 1];
        return line.TrimStart().StartsWith('-') ? line.Trim() : line[(position.Column - 1)..].Trim();
    }
}
