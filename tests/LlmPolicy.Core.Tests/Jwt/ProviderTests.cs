namespace LlmPolicy.Tests;

/// <summary>Several providers, what may be missing, and a route's own word.</summary>
public sealed class ProviderTests
{
    private static readonly SigningKey P = Keys.Hmac;

    private static readonly SigningKey Q = SigningKey.Hmac();

    private static readonly string Providers = $$"""
        providers:
          p: {issuer: p, jwks: {local: {key: '{{P.PublicKey}}'} }, tokenSource: {headers: [{header: x-p}]} }
          q: {issuer: q, jwks: {local: {key: '{{Q.PublicKey}}'} }, tokenSource: {headers: [{header: x-q}]} }
        """;

    private static readonly string GoodP = P.Sign("""{"iss":"p"}""");

    private static readonly string GoodQ = Q.Sign("""{"iss":"q"}""");

    private static readonly string ExpiredP = P.Sign("""{"iss":"p","exp":1}""");

    [Fact]
    public void One_provider_that_accepts_is_enough()
    {
        var policy = Host(Providers);

        policy.Decide(Requests.Get("/", ("x-p", GoodP))).Callers.ShouldHaveSingleItem().Provider.ShouldBe("p");
        policy.Decide(Requests.Get("/", ("x-q", GoodQ))).Callers.ShouldHaveSingleItem().Provider.ShouldBe("q");
        policy.Decide(Requests.Get("/", ("x-p", GoodP), ("x-q", "bad"))).ShouldForward();
        policy.Decide(Requests.Get("/", ("x-p", "bad"), ("x-q", GoodQ))).ShouldForward();
    }

    [Theory]
    [InlineData(null, null, ReasonCodes.JwtMissing)]
    [InlineData("expired", null, ReasonCodes.JwtExpired)]
    [InlineData("expired", "a.b", ReasonCodes.JwtBadFormat)]
    [InlineData("a.b", "issuer", ReasonCodes.JwtBadFormat)]
    [InlineData(null, "issuer", ReasonCodes.JwtIssuer)]
    [InlineData("issuer", null, ReasonCodes.JwtIssuer)]
    public void Of_several_errors_the_last_that_tells_something_counts(string? p, string? q, string reason)
    {
        string Token(string kind) => kind switch { "expired" => ExpiredP, "issuer" => P.Sign("""{"iss":"x"}"""), _ => kind };
        (string, string)[] headers = [.. new[] { ("x-p", p), ("x-q", q) }.Where(h => h.Item2 is not null).Select(h => (h.Item1, Token(h.Item2!)))];

        Host(Providers).Decide(Requests.Get("/", headers)).ShouldRefuse(401, reason);
    }

    [Theory]
    [InlineData("REQUIRE_VALID", null, ReasonCodes.JwtMissing)]
    [InlineData("REQUIRE_VALID", "expired", ReasonCodes.JwtExpired)]
    [InlineData("ALLOW_MISSING", null, ReasonCodes.Forwarded)]
    [InlineData("ALLOW_MISSING", "good", ReasonCodes.Forwarded)]
    [InlineData("ALLOW_MISSING", "expired", ReasonCodes.JwtExpired)]
    [InlineData("ALLOW_MISSING", "issuer", ReasonCodes.JwtIssuer)]
    [InlineData("ALLOW_MISSING_OR_FAILED", null, ReasonCodes.Forwarded)]
    [InlineData("ALLOW_MISSING_OR_FAILED", "expired", ReasonCodes.Forwarded)]
    [InlineData("ALLOW_MISSING_OR_FAILED", "good", ReasonCodes.Forwarded)]
    [InlineData("2", "expired", ReasonCodes.Forwarded)]
    public void The_validation_policy_says_what_may_pass_without_a_verified_token(string policy, string? token, string reason)
    {
        (string, string)[] headers = token switch
        {
            null => [],
            "good" => [("x-p", GoodP)],
            "expired" => [("x-p", ExpiredP)],
            _ => [("x-p", P.Sign("""{"iss":"x"}"""))],
        };
        var decision = Host($"validationPolicy: {policy}\n{Providers}").Decide(Requests.Get("/", headers));

        decision.Reason.ShouldBe(reason);
        decision.Callers.Count.ShouldBe(token == "good" ? 1 : 0);
    }

    [Fact]
    public void The_old_field_for_what_may_fail_is_read_as_well()
    {
        Host($"allowMissingOrFailedJwt: true\n{Providers}").Decide(Requests.Get("/", ("x-p", ExpiredP))).ShouldForward();
    }

    [Theory]
    [InlineData("jwt: {disable: true}")]
    [InlineData("jwtStaged: {afterExtAuth: {disable: true}}")]
    public void A_route_may_ask_for_no_token(string options)
    {
        Routed(options, Providers).Decide(Requests.Get("/")).ShouldForward();
    }

    [Theory]
    [InlineData("jwt: {disable: false}")]
    [InlineData("jwtStaged: {beforeExtAuth: {disable: true}}")]
    [InlineData("{}")]
    public void Any_other_route_asks_what_its_host_asks(string options)
    {
        Routed(options, Providers).Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    [Fact]
    public void A_routes_own_providers_replace_its_hosts_of_the_same_stage()
    {
        var policy = Routed("jwtProvidersStaged: {afterExtAuth: {providers: {q: {jwks: {local: {key: '" + Q.PublicKey + "'}}}}}}", Providers);

        policy.Decide(Requests.WithToken(Q.Sign("{}"))).ShouldForward();
        policy.Decide(Requests.Get("/", ("x-p", GoodP))).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    [Fact]
    public void Providers_of_the_other_stage_are_asked_as_well()
    {
        var policy = Routed("jwtProvidersStaged: {beforeExtAuth: {providers: {q: {jwks: {local: {key: '" + Q.PublicKey + "'}}}}}}", Providers);

        policy.Decide(Requests.Get("/", ("x-p", GoodP))).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Decide(Requests.WithToken(Q.Sign("{}"))).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Decide(Requests.Get("/", ("x-p", GoodP), ("authorization", $"Bearer {Q.Sign("{}")}"))).Callers.Select(c => c.Provider).ShouldBe(["q", "p"]);
    }

    [Fact]
    public void A_virtual_host_without_jwt_asks_for_no_token()
    {
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll)).Decide(Requests.WithToken("nonsense")).ShouldForward();
    }

    private static CompiledPolicy Host(string jwt) => Routed("{}", jwt);

    private static CompiledPolicy Routed(string options, string jwt) =>
        Compiling.Policy(Manifest.Route(options, $"jwt:\n{string.Join('\n', jwt.Split('\n').Select(l => "  " + l))}"));
}
