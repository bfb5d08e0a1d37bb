namespace LlmPolicy.Tests;

/// <summary>Headers that are made of claims belong to all hosts and routes together: what a client sends under their names goes no further.</summary>
public sealed class ClaimHeadersOfTheListenerTests
{
    private const string Spoofed = "spoofed";

    private static readonly CompiledPolicy Policy = Compiling.Policy(
        Manifest.Service("one", "one.example", Open, Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: sub, header: X-User}]"))
        + Manifest.Service("two", "two.example", Manifest.ForwardAll, Manifest.Jwt(Keys.Rsa.PublicKey, "claimsToHeaders: [{claim: team, header: x-team}]"))
        + Manifest.Service("three", "three.example", Manifest.ForwardAll)
        + Manifest.Upstream);

    private const string Open = $$"""
        - matchers: [{prefix: /open}]
          routeAction: {{Manifest.ToUp}}
          options: {jwt: {disable: true} }
        - routeAction: {{Manifest.ToUp}}
        """;

    [Theory]
    [AbuseCase("H4")]
    [InlineData("one.example", "/open", "a route that asks for no token")]
    [InlineData("three.example", "/", "a host that asks for none")]
    public void A_client_can_not_send_them_where_no_token_is_asked_for(string host, string target, string where)
    {
        var request = Requests.Make("GET", target, [("x-user", Spoofed), ("X-TEAM", Spoofed), ("x_user", "mine")], host);

        var decision = Policy.Decide(request);

        decision.Sent(request, "x-user").ShouldBeNull(where);
        decision.Sent(request, "x-team").ShouldBeNull(where);
        decision.Sent(request, "x_user").ShouldBe("mine", "another name");
    }

    [Fact]
    public void Those_of_another_hosts_providers_go_too()
    {
        var request = Requests.Make("GET", "/", [("authorization", $"Bearer {Keys.Hmac.Sign("""{"sub":"alice"}""")}"), ("x-team", Spoofed)], "one.example");

        var decision = Policy.Decide(request);

        decision.Sent(request, "x-user").ShouldBe("alice");
        decision.Sent(request, "x-team").ShouldBeNull();
    }

    [Fact]
    public void They_count_even_where_all_routes_of_the_provider_switch_it_off()
    {
        var policy = Compiling.Policy(Manifest.Route("jwt: {disable: true}", Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: sub, header: x-user}]")));
        var request = Requests.Get("/", ("x-user", Spoofed));

        policy.Decide(request).Sent(request, "x-user").ShouldBeNull();
    }

    [Fact]
    public void A_header_of_a_stage_that_is_asked_first_is_the_next_stages_to_make_anew()
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, Staged(
            "claimsToHeaders: [{claim: sub, header: x-user}, {claim: team, header: x-team}]",
            "claimsToHeaders: [{claim: sub, header: x-user}]")));
        var request = Requests.Get("/", ("x-first", Token("""{"sub":"alice","team":"a"}""")), ("x-second", Token("""{"team":"b"}""")));

        var decision = policy.Decide(request);

        decision.Sent(request, "x-team").ShouldBe("a");
        decision.Sent(request, "x-user").ShouldBeNull("the second token has no sub");
    }

    [Fact]
    public void The_second_stage_is_asked_of_the_route_that_the_first_stages_claims_lead_to()
    {
        var policy = Compiling.Policy(Manifest.Service(
            $$"""
            - matchers: [{prefix: /, headers: [{name: x-user, value: alice}]}]
              routeAction: {{Manifest.ToUp}}
              options: {jwtStaged: {afterExtAuth: {disable: true} } }
            - routeAction: {{Manifest.ToUp}}
            """,
            Staged("claimsToHeaders: [{claim: sub, header: x-user}]", "")));

        policy.Decide(Requests.Get("/", ("x-first", Token("""{"sub":"alice"}""")))).ShouldForward();
        policy.Decide(Requests.Get("/", ("x-first", Token("""{"sub":"bob"}""")))).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Decide(Requests.Get("/", ("x-first", Token("""{"sub":"bob"}""")), ("x-user", "alice"))).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("Host")]
    [InlineData(":path")]
    [InlineData(":authority")]
    public void A_claim_can_not_take_the_place_of_the_host_or_the_path(string name)
    {
        var diagnostic = Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(Keys.Hmac.PublicKey, $"claimsToHeaders: [{{claim: sub, header: '{name}'}}]")))
            .ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.Header);
        diagnostic.Rule.ShouldBe("claims.header-name");
    }

    private static string Token(string payload) => Keys.Hmac.Sign(payload);

    private static string Staged(string first, string second) =>
        $$"""
        jwtStaged:
          beforeExtAuth: {providers: {p: {{Provider("x-first", first)}} } }
          afterExtAuth: {providers: {p: {{Provider("x-second", second)}} } }
        """;

    private static string Provider(string header, string more) =>
        $"{{jwks: {{local: {{key: '{Keys.Hmac.Jwk()}'}}}}, tokenSource: {{headers: [{{header: {header}}}]}}{(more.Length == 0 ? "" : $", {more}")}}}";
}
