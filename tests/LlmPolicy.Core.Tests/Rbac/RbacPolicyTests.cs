namespace LlmPolicy.Tests;

public sealed class RbacPolicyTests
{
    private const string Denied = """{"x":"y"}""";

    private const string Team = """{"team":"data"}""";

    private const string HostRbac = "rbac: {policies: {host: {principals: [{jwtPrincipal: {claims: {host: 'yes'}}}]}}}";

    [Fact]
    public void All_claims_of_a_principal_have_to_match()
    {
        var policy = Rbac.Policy("a: {principals: [{jwtPrincipal: {claims: {a: '1', b: '2'}}}]}");

        Rbac.Allows(policy, """{"a":"1","b":"2"}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"a":"1"}""").ShouldBeFalse();
        Rbac.Allows(policy, """{"a":"1","b":"3"}""").ShouldBeFalse();
    }

    [Fact]
    public void One_principal_or_one_policy_is_enough()
    {
        var policy = Rbac.Policy("""
            z: {principals: [{jwtPrincipal: {claims: {a: '1'}}}, {jwtPrincipal: {claims: {b: '2'}}}]}
            a: {principals: [{jwtPrincipal: {claims: {c: '3'}}}]}
            """);

        Rbac.Allows(policy, """{"a":"1"}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"b":"2"}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"c":"3"}""").ShouldBeTrue();
        Rbac.Allows(policy, Denied).ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("C2")]
    public void A_principal_without_claims_is_any_verified_caller_and_nobody_else()
    {
        var policy = Compiling.Policy(Manifest.Route(
            "rbac: {policies: {a: {principals: [{jwtPrincipal: {}}]}}}", Manifest.Jwt(Keys.Hmac.PublicKey, extension: "validationPolicy: ALLOW_MISSING")));

        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("{}"))).ShouldForward();
        policy.Decide(Requests.Get("/")).ShouldRefuse(403, ReasonCodes.RbacDenied);
    }

    [Fact]
    [AbuseCase("C2")]
    public void No_policy_at_all_allows_nobody()
    {
        var policy = Compiling.Policy(Manifest.Route("rbac: {policies: {}}", Manifest.Jwt(Keys.Hmac.PublicKey)));

        Rbac.Allows(policy, Team).ShouldBeFalse();
    }

    [Theory]
    [AbuseCase("P8")]
    [InlineData("/v1", "GET", true)]
    [InlineData("/v1/models?x=1", "GET", true)]
    [InlineData("/v1beta", "GET", true)]
    [InlineData("/v2", "GET", false)]
    [InlineData("/V1", "GET", false)]
    [InlineData("/v1/../v2", "GET", false)]
    [InlineData("/v2/../v1", "GET", true)]
    [InlineData("/v1", "POST", false)]
    public void Permissions_ask_for_the_prefix_and_the_method_both(string target, string method, bool allowed)
    {
        var policy = Rbac.Policy("a: {permissions: {pathPrefix: /v1, methods: [GET, HEAD]}, principals: [{jwtPrincipal: {claims: {team: data}}}]}");

        Rbac.Allows(policy, Team, method, target).ShouldBe(allowed);
    }

    [Fact]
    [AbuseCase("P5")]
    public void Permissions_look_at_the_path_that_the_client_asked_for_not_the_rewritten_one()
    {
        var policy = Compiling.Policy(Manifest.Route(
            """
            prefixRewrite: /models
            rbac: {policies: {a: {permissions: {pathPrefix: /v1}, principals: [{jwtPrincipal: {}}]}}}
            """,
            Manifest.Jwt(Keys.Hmac.PublicKey), "prefix: /v1"));

        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("{}"), "/v1/a")).ShouldForward().Target.ShouldBe("/models/a");
    }

    [Fact]
    public void Permissions_of_one_policy_do_not_widen_another()
    {
        var policy = Rbac.Policy("""
            a: {permissions: {methods: [GET]}, principals: [{jwtPrincipal: {claims: {team: data}}}]}
            b: {permissions: {methods: [POST]}, principals: [{jwtPrincipal: {claims: {team: web}}}]}
            """);

        Rbac.Allows(policy, Team, "GET").ShouldBeTrue();
        Rbac.Allows(policy, Team, "POST").ShouldBeFalse();
    }

    [Fact]
    public void A_hosts_rbac_holds_for_a_route_without_its_own()
    {
        var policy = Compiling.Policy(Manifest.Route("{}", $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\n{HostRbac}"));

        Rbac.Allows(policy, """{"host":"yes"}""").ShouldBeTrue();
        Rbac.Allows(policy, Team).ShouldBeFalse();
    }

    [Fact]
    public void A_routes_rbac_replaces_its_hosts_whole()
    {
        var policy = Rbac.Policy("a: {principals: [{jwtPrincipal: {claims: {team: data}}}]}", HostRbac);

        Rbac.Allows(policy, Team).ShouldBeTrue();
        Rbac.Allows(policy, """{"host":"yes"}""").ShouldBeFalse();
    }

    [Fact]
    public void A_route_may_disable_its_hosts_rbac_and_still_asks_for_a_token()
    {
        var policy = Compiling.Policy(Manifest.Route("rbac: {disable: true}", $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\n{HostRbac}"));

        Rbac.Allows(policy, Denied).ShouldBeTrue();
        policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    [Fact]
    [AbuseCase("T22")]
    public void A_principal_of_a_provider_matches_that_providers_tokens_alone()
    {
        string jwt = $$"""
            jwt:
              providers:
                p: {issuer: p, jwks: {local: {key: '{{Keys.Hmac.PublicKey}}'} } }
                q: {issuer: q, jwks: {local: {key: '{{Keys.Hmac.PublicKey}}'} } }
            """;
        var policy = Compiling.Policy(Manifest.Route("rbac: {policies: {a: {principals: [{jwtPrincipal: {provider: p, claims: {team: data}}}]}}}", jwt));

        Rbac.Allows(policy, """{"iss":"p","team":"data"}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"iss":"q","team":"data"}""").ShouldBeFalse();
    }

    [Fact]
    public void Rbac_comes_before_a_direct_response_and_a_redirect()
    {
        foreach (string action in new[] { "directResponseAction: {status: 200}", "redirectAction: {hostRedirect: a.example}" })
        {
            var policy = Compiling.Policy(Manifest.Service($"- {action}", $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\n{HostRbac}"));

            policy.Decide(Requests.WithToken(Keys.Hmac.Sign(Team))).ShouldRefuse(403, ReasonCodes.RbacDenied);
            policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"host":"yes"}"""))).Response!.StatusCode.ShouldNotBe(403);
        }
    }

    [Fact]
    public void A_request_without_a_route_is_not_asked_who_it_is()
    {
        var policy = Compiling.Policy(Manifest.Route("{}", $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\n{HostRbac}", "prefix: /a"));

        policy.Decide(Requests.Get("/b")).ShouldRefuse(404, ReasonCodes.NoRoute);
    }
}
