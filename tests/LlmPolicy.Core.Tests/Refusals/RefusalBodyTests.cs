namespace LlmPolicy.Tests.Refusals;

/// <summary>Which refusals have a provider's form where that is asked for.</summary>
public sealed class RefusalBodyTests
{
    private const string Missing = """{"error":{"message":"Jwt is missing","type":"invalid_request_error","param":null,"code":"jwt.missing"},"message":"Jwt is missing"}""";

    private static readonly PolicyCompilerOptions Provider = new() { RefusalBodies = RefusalBodies.Provider };

    [Fact]
    public void A_refusal_is_Envoys_unless_told_otherwise()
    {
        var refused = Compiling.Policy(Guarded()).Decide(Requests.Post("/v1/responses")).ShouldRefuse(401, ReasonCodes.JwtMissing);

        (refused.Body, refused.Header("content-type")).ShouldBe(("Jwt is missing", "text/plain"));
    }

    [Fact]
    public void In_the_providers_form_the_challenge_stays()
    {
        var refused = Compiling.Policy(Guarded(), Provider).Decide(Requests.Post("/v1/responses")).ShouldRefuse(401, ReasonCodes.JwtMissing);

        (refused.Body, refused.Header("content-type")).ShouldBe((Missing, "application/json"));
        refused.Header("www-authenticate").ShouldBe("Bearer realm=\"http://example.com/v1/responses\"");
    }

    [Fact]
    public void The_form_names_its_own_type_whatever_the_manifest_says()
    {
        string manifest = Guarded("headerManipulation: {responseHeadersToAdd: [{header: {key: content-type, value: text/html}, append: false}, {header: {key: x-kept, value: 'yes'}}]}");

        var refused = Compiling.Policy(manifest, Provider).Decide(Requests.Post("/v1/responses")).ShouldRefuse(401, ReasonCodes.JwtMissing);

        (refused.Header("content-type"), refused.Header("x-kept")).ShouldBe(("application/json", "yes"));
    }

    [Theory]
    [InlineData("prefixRewrite: /v1/messages", "/claude", "{\"type\":\"error\"")]
    [InlineData("prefixRewrite: /v1/responses", "/v1/messages", "{\"error\":{\"message\"")]
    [InlineData("regexRewrite: {pattern: {regex: '^/(.*)$'}, substitution: '/api/\\1'}", "/chat", "{\"error\":\"Jwt is missing\"}")]
    public void The_path_that_would_be_sent_tells_the_form(string rewrite, string target, string start) =>
        Compiling.Policy(Guarded(rewrite, $"exact: {target}"), Provider).Decide(Requests.Post(target)).ShouldRefuse(401, ReasonCodes.JwtMissing).Body.ShouldStartWith(start);

    [Fact]
    public void The_token_in_the_query_is_not_in_the_body() =>
        Compiling.Policy(Guarded(), Provider).Decide(Requests.Post("/v1/responses?access_token=canary.canary.canary", ("authorization", "Bearer canary.canary.canary")))
            .ShouldRefuse(401, ReasonCodes.JwtHeaderJson).Body.ShouldNotContain("canary");

    [Fact]
    public void What_strictness_refuses_has_the_form_too() =>
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll), Provider).Decide(Requests.Post("/v1/messages/%252e%252e/messages")).ShouldRefuse(400, ReasonCodes.TargetDotSegments)
            .Body.ShouldStartWith("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\"");

    [Theory]
    [InlineData("/v1/own", 200)]
    [InlineData("/v1/moved", 301)]
    [InlineData("/elsewhere", 404)]
    public void What_stands_in_no_calls_place_stays_as_it_is(string target, int status)
    {
        string manifest = Manifest.Service($$"""
            - {matchers: [{exact: /v1/own}], directResponseAction: {status: 200, body: own} }
            - {matchers: [{exact: /v1/moved}], redirectAction: {pathRedirect: /v1} }
            """);

        var stays = Compiling.Policy(manifest, Provider).Decide(Requests.Post(target)).ShouldRespond(status);

        (stays.Body, stays.Header("content-type")).ShouldBe(status == 200 ? ("own", "text/plain") : ("", null));
    }

    private static string Guarded(string routeOptions = "{}", string matcher = "prefix: /") => Manifest.Route(routeOptions, Manifest.Jwt(Keys.Ec.PublicKey), matcher);
}
