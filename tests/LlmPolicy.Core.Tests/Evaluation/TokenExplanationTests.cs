namespace LlmPolicy.Tests;

/// <summary>What an explanation says of tokens and of who may: each provider, place, token and principal, in words.</summary>
public sealed class TokenExplanationTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly SigningKey Other = SigningKey.Hmac();

    [Theory]
    [InlineData("", "a token of p is asked for")]
    [InlineData("validationPolicy: ALLOW_MISSING", "a token of p is asked for; a request without one is allowed, too")]
    [InlineData("validationPolicy: ALLOW_MISSING_OR_FAILED", "a token of p is asked for; a request without one, or with a bad one, is allowed, too")]
    public void What_is_asked_for_is_told_with_what_may_be_missing(string extension, string text)
    {
        var first = Explain(JwtPolicies.With(Key.PublicKey, extension: extension), Requests.Get("/")).First(step => step.Subject == ExplanationSubject.Jwt);

        (first.Subject, first.Result, first.Text).ShouldBe((ExplanationSubject.Jwt, ExplanationResult.Noted, text));
    }

    [Fact]
    public void Of_several_providers_each_is_named()
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"jwt: {{providers: {{p: {Provider(Key)}, q: {Provider(Other)}}}}}"));

        Texts(policy, Requests.Get("/"), ExplanationSubject.Jwt).First().ShouldBe("a token of p or q is asked for");
    }

    [Fact]
    public void A_token_that_is_missing_or_bad_and_may_be_is_told()
    {
        Texts(JwtPolicies.With(Key.PublicKey, extension: "validationPolicy: ALLOW_MISSING"), Requests.Get("/"), ExplanationSubject.Jwt)
            .ShouldContain("allowed anyway by validationPolicy (jwt.missing)");
    }

    [Fact]
    public void Each_place_says_how_many_tokens_it_has()
    {
        var policy = JwtPolicies.With(Key.PublicKey, "tokenSource: {headers: [{header: x-one}, {header: x-two, prefix: 'T '}], queryParams: [t]}");
        string token = Key.Sign("{}");

        Places(policy, Requests.Get("/")).ShouldBe(
            [("header x-one: no token", ExplanationResult.DoesNotFit), ("header x-two after 'T ': no token", ExplanationResult.DoesNotFit), ("query parameter t: no token", ExplanationResult.DoesNotFit)]);
        Places(policy, Requests.Get($"/?t={token}")).ShouldBe(
            [("header x-one: no token", ExplanationResult.Noted), ("header x-two after 'T ': no token", ExplanationResult.Noted), ("query parameter t: a token", ExplanationResult.Fits)]);
        Places(policy, Requests.Get("/", ("x-two", $"T {token}"), ("x-two", $"T {token}"))).ShouldBe(
        [
            ("header x-one: no token", ExplanationResult.Noted),
            ("header x-two after 'T ': 2 tokens, all of which have to be good", ExplanationResult.Fits),
            ("query parameter t: no token", ExplanationResult.Noted),
        ]);
    }

    [Fact]
    public void A_good_token_is_told_by_its_algorithm_and_key_and_its_claims_are_not()
    {
        var policy = JwtPolicies.With(Key.PublicKey);
        string token = Key.Sign("""{"alg":"HS256","kid":"k1"}""", """{"iss":"me","sub":"s3cr3t","aud":["a","b"],"exp":1800000000,"nbf":1600000000}""");

        Token(policy, token).ShouldBe(("the token (HS256, kid k1): verified", ExplanationResult.Fits));
        Token(policy, Key.Sign("{}")).ShouldBe(("the token (HS256, no kid): verified", ExplanationResult.Fits));
        Texts(policy, Requests.WithToken(token), ExplanationSubject.Provider).ShouldBe(["provider p: accepts"]);
        Token(policy, token, ClaimDetail.Values).Text.ShouldBe("the token (HS256, kid k1, iss me, exp 1800000000, nbf 1600000000, aud a b): verified");
        Token(policy, Key.Sign("{}"), ClaimDetail.Values).Text.ShouldBe("the token (HS256, no kid, iss , exp 0, nbf 0, aud ): verified");
    }

    [Theory]
    [InlineData("""{"iss":"me","aud":"a"}""", "verified")]
    [InlineData("""{"iss":"you","aud":"a"}""", "Jwt issuer is not configured (jwt.issuer); wanted me")]
    [InlineData("""{"iss":"me","aud":"c"}""", "Audiences in Jwt are not allowed (jwt.audience); wanted a or b")]
    [InlineData("""{"iss":"me","aud":"a","exp":1}""", "Jwt is expired (jwt.expired); the clock may differ by 7 s")]
    [InlineData("""{"iss":"me","aud":"a","nbf":1800000000}""", "Jwt not yet valid (jwt.not_yet_valid); the clock may differ by 7 s")]
    public void A_bad_one_says_why_and_what_was_wanted(string claims, string text)
    {
        var policy = JwtPolicies.With(Key.PublicKey, "issuer: me\naudiences: [a, b]\nclockSkewSeconds: 7");

        Token(policy, Key.Sign(claims)).Text.ShouldBe($"the token (HS256, no kid): {text}");
    }

    [Fact]
    public void One_that_can_not_be_read_has_no_algorithm()
    {
        Token(JwtPolicies.With(Key.PublicKey), "a.b").ShouldBe(("the token: Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections (jwt.bad_format)", ExplanationResult.DoesNotFit));
    }

    [Fact]
    public void What_led_to_a_verdict_stands_below_it()
    {
        var policy = WithRbac("one: {principals: [{jwtPrincipal: {claims: {a: x}}}]}, two: {principals: [{jwtPrincipal: {claims: {a: y}}}, {jwtPrincipal: {claims: {a: b}}}], permissions: {methods: [PUT]}}");

        Explain(policy, Requests.WithToken(Key.Sign("""{"a":"b"}"""))).SkipWhile(step => step.Subject != ExplanationSubject.Rbac).TakeWhile(step => step.Subject != ExplanationSubject.Decision)
            .Select(step => step.Text).ShouldBe(
            [
                "rbac: no policy allows", "policy one", "principals[0]: the caller", "a = x: found string",
                "policy two", "permissions: PUT does not fit the request", "principals[0]: the caller", "a = y: found string", "principals[1]: the caller", "a = b: found string",
            ]);
    }

    [Theory]
    [InlineData("permissions: {pathPrefix: /a}", "permissions: prefix /a does not fit the request")]
    [InlineData("permissions: {methods: [PUT, POST]}", "permissions: PUT|POST does not fit the request")]
    [InlineData("permissions: {pathPrefix: /a, methods: [PUT]}", "permissions: prefix /a, PUT does not fit the request")]
    public void What_a_policy_permits_is_told_where_it_does_not_fit(string permissions, string text)
    {
        var policy = WithRbac($"rules: {{principals: [{{jwtPrincipal: {{claims: {{a: b}}}}}}], {permissions}}}");
        var steps = Explain(policy, Requests.WithToken(Key.Sign("""{"a":"b"}""")));

        steps.Where(step => step.Subject == ExplanationSubject.Rbac).Select(step => step.Text).ShouldBe(["rbac: no policy allows"]);
        var permission = steps.Where(step => step.Subject == ExplanationSubject.Permission).ShouldHaveSingleItem();
        (permission.Text, permission.Result).ShouldBe((text, ExplanationResult.DoesNotFit));
    }

    [Fact]
    public void Where_it_fits_nothing_is_said_of_it()
    {
        var steps = Explain(WithRbac("rules: {principals: [{jwtPrincipal: {claims: {a: b}}}], permissions: {methods: [GET]}}"), Requests.WithToken(Key.Sign("""{"a":"b"}""")));

        steps.ShouldNotContain(step => step.Subject == ExplanationSubject.Permission);
        steps.Where(step => step.Subject == ExplanationSubject.Rbac).Select(step => step.Text).ShouldBe(["rbac: a policy allows"]);
    }

    [Theory]
    [InlineData("", "principals[0]: the caller")]
    [InlineData("provider: p, ", "principals[0]: the caller of provider p")]
    public void A_principal_says_whether_it_has_a_caller(string provider, string text)
    {
        var policy = WithRbac($"rules: {{principals: [{{jwtPrincipal: {{{provider}claims: {{a: b}}}}}}]}}", "validationPolicy: ALLOW_MISSING");

        Texts(policy, Requests.WithToken(Key.Sign("""{"a":"b"}""")), ExplanationSubject.Principal).ShouldBe([text]);
        Texts(policy, Requests.Get("/"), ExplanationSubject.Principal).ShouldBe([text.Replace("the caller", "no caller", StringComparison.Ordinal) + " was verified"]);
        Texts(policy, Requests.Get("/"), ExplanationSubject.Claim).ShouldBe(["a = b: found no caller"]);
    }

    [Theory]
    [InlineData("BOOLEAN", "'true'", "true", "a is true: found boolean true")]
    [InlineData("BOOLEAN", "'false'", "false", "a is false: found boolean false")]
    [InlineData("LIST_CONTAINS", "b", """["b","c"]""", """a contains b: found list ["b","c"]""")]
    [InlineData("REGEX_MATCH", "'b.*'", "\"bee\"", "a ~ b.*: found string \"bee\"")]
    public void A_claim_is_told_by_what_is_asked_of_it_and_by_its_value_where_that_may_be_shown(string matcher, string wanted, string value, string text)
    {
        var policy = WithRbac($"rules: {{principals: [{{jwtPrincipal: {{claims: {{a: {wanted}}}, matcher: {matcher}}}}}]}}");

        Explain(policy, Requests.WithToken(Key.Sign($$"""{"a":{{value}}}""")), ClaimDetail.Values)
            .Where(step => step.Subject == ExplanationSubject.Claim).Select(step => step.Text).ShouldBe([text]);
    }

    [Fact]
    public void Of_two_callers_the_one_whom_a_claim_fits_is_told_of_and_else_the_last_verified()
    {
        var policy = Compiling.Policy(Manifest.Service(
            Manifest.ForwardAll,
            $$"""
            jwt: {providers: {p: {{Provider(Key)}} } }
            rbac: {policies: {r: {principals: [{jwtPrincipal: {claims: {a: b} } }]} } }
            """));

        string Found(params string[] claims) => Texts(
            policy, Requests.Get("/", [.. claims.Select(each => ("x-p", Key.Sign(each)))]), ExplanationSubject.Claim).ShouldHaveSingleItem();

        Found("""{"a":"b"}""", """{"a":7}""").ShouldBe("a = b: found string");
        Found("""{"a":7}""", """{"a":"b"}""").ShouldBe("a = b: found string");
        // Tokens are verified from the last to the first.
        Found("""{"a":7}""", """{"a":true}""").ShouldBe("a = b: found number");
    }

    private static string Provider(SigningKey key) => $$"""{jwks: {local: {key: '{{key.PublicKey}}'} }, tokenSource: {headers: [{header: x-p}]} }""";

    private static CompiledPolicy WithRbac(string policies, string extension = "") =>
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"{Manifest.Jwt(Key.PublicKey, extension: extension)}\nrbac: {{policies: {{{policies}}}}}"));

    private static (string Text, ExplanationResult Result) Token(CompiledPolicy policy, string token, ClaimDetail claims = ClaimDetail.Types) =>
        Explain(policy, Requests.WithToken(token), claims).Where(step => step.Text.StartsWith("the token", StringComparison.Ordinal)).Select(step => (step.Text, step.Result)).ShouldHaveSingleItem();

    private static IEnumerable<(string Text, ExplanationResult Result)> Places(CompiledPolicy policy, PolicyRequest request) =>
        Explain(policy, request).Where(step => step.Subject == ExplanationSubject.Token && !step.Text.StartsWith("the token", StringComparison.Ordinal)).Select(step => (step.Text, step.Result));

    private static IEnumerable<string> Texts(CompiledPolicy policy, PolicyRequest request, ExplanationSubject subject) =>
        Explain(policy, request).Where(step => step.Subject == subject).Select(step => step.Text);

    private static List<ExplanationStep> Explain(CompiledPolicy policy, PolicyRequest request, ClaimDetail claims = ClaimDetail.Types) =>
        [.. policy.Explain(request, PolicyFacts.None, Deciding.Now, claims).Steps];
}
