namespace LlmPolicy.Tests.ExtAuth;

/// <summary>Which <c>extauth</c> counts: the host's, a route's, a destination's, inherited or not.</summary>
public sealed class ExtAuthLevelTests
{
    private const string Other = "extauth: {configRef: {name: others, namespace: default}}";

    private static readonly string[] OfDestinations = ["{}", $"{{{Other}}}", "{extauth: {disable: true}}", "{extauth: {}}"];
    private static readonly double[] Draws = [0.1, 0.3, 0.6, 0.9];
    private static readonly string[] Names = ["a", "b"];

    private static readonly string Configs =
        KeyManifest.Config("- apiKeyAuth: {apiKeySecretRefs: [{name: a, namespace: default}]}")
        + KeyManifest.Config("- apiKeyAuth: {apiKeySecretRefs: [{name: b, namespace: default}]}", name: "others")
        + KeyManifest.Secret("a", "key-a") + KeyManifest.Secret("b", "key-b");

    [Theory]
    [InlineData("{}", KeyManifest.Asked, "a")]
    [InlineData(KeyManifest.Asked, "{}", "a")]
    [InlineData(Other, KeyManifest.Asked, "b")]
    [InlineData("extauth: {disable: true}", KeyManifest.Asked, "everybody")]
    [InlineData("extauth: {}", KeyManifest.Asked, "a")]
    [InlineData("extauth: {disable: false}", KeyManifest.Asked, "a")]
    [InlineData("extauth: null", KeyManifest.Asked, "a")]
    [InlineData("{}", "extauth: {disable: true}", "everybody")]
    [InlineData(Other, "extauth: {disable: true}", "b")]
    public void A_routes_own_takes_the_place_of_its_hosts(string route, string host, string who)
    {
        WhoPasses(Compiling.Policy(Manifest.Route(route, host) + Configs)).ShouldBe(who);
    }

    [Theory]
    [InlineData("{}", Other, "b")]
    [InlineData(KeyManifest.Asked, Other, "a")]
    [InlineData("extauth: {disable: true}", Other, "everybody")]
    [InlineData("extauth: {}", Other, "a")]
    [InlineData("extauth: {}", "extauth: {disable: true}", "a")]
    public void A_tables_route_inherits_from_the_one_that_leads_to_it(string child, string parent, string who)
    {
        string table = $$$"""

            ---
            apiVersion: gateway.solo.io/v1
            kind: RouteTable
            metadata: {name: t, namespace: default}
            spec:
              routes:
                - matchers: [{prefix: /}]
                  routeAction: {{{Manifest.ToUp}}}
                  options: {{{Options(child)}}}

            """;
        string host = Manifest.Service($"- matchers: [{{prefix: /}}]\n  delegateAction: {{ref: {{name: t, namespace: default}}}}\n  options: {Options(parent)}", KeyManifest.Asked);

        WhoPasses(Compiling.Policy(host + table + Configs)).ShouldBe(who);
    }

    [Fact]
    public void A_weighted_destinations_own_counts_where_it_is_drawn()
    {
        string destinations = string.Join(", ", OfDestinations.Select(options => $"{{destination: {{upstream: {{name: up}}}}, weight: 1, options: {options}}}"));
        var policy = Compiling.Policy(Manifest.Service($"- routeAction: {{multi: {{destinations: [{destinations}]}}}}", KeyManifest.Asked) + Configs);

        Draws.Select(draw => WhoPasses(policy, draw)).ShouldBe(["a", "b", "everybody", "a"]);
        policy.Routes.Single().Access.ShouldBe("by destination: an API key of 1 or nothing");
        policy.Routes.Single().AccessLevel.ShouldBe(AccessLevel.Anyone);
    }

    [Fact]
    public void It_is_asked_before_a_route_answers_by_itself()
    {
        var policy = Compiling.Policy(Manifest.Service("- directResponseAction: {status: 200}", KeyManifest.Asked) + Configs);

        policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.ApiKeyMissing);
        policy.Decide(Requests.Get("/", ("api-key", "key-a"))).ShouldRespond(200);
    }

    [Fact]
    public void A_refusal_has_the_routes_response_headers_and_its_own_challenge()
    {
        var policy = Compiling.Policy(
            Manifest.Route("headerManipulation: {responseHeadersToAdd: [{header: {key: x-r, value: '1'}}, {header: {key: www-authenticate, value: mine}}]}", KeyManifest.Asked) + Configs);

        var answer = policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.ApiKeyMissing);

        (answer.Header("x-r"), answer.Header("www-authenticate")).ShouldBe(("1", "API key is missing or invalid"));
    }

    [Fact]
    public void Who_is_accepted_unenforced_asks_nothing()
    {
        var accepted = new PolicyCompilerOptions { Unenforced = new HashSet<string> { "spec.virtualHost.options.extauth" } };

        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll, "extauth: {configRef: {name: elsewhere, namespace: default}}"), accepted);

        compilation.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Unenforced);
        compilation.Policy!.Decide(Requests.Get("/")).ShouldForward();
    }

    [Fact]
    public void A_token_of_before_and_a_key_are_asked_in_Gloos_order()
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"{KeyManifest.Asked}\n{Manifest.Jwt(Keys.Hmac.PublicKey)}") + Configs);

        policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.ApiKeyMissing);
        policy.Decide(Requests.Get("/", ("api-key", "key-a"))).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    private static string Options(string field) => field == "{}" ? field : $"{{{field}}}";

    private static string WhoPasses(CompiledPolicy policy, double draw = 0) =>
        Passes(policy, draw) ? "everybody" : string.Concat(Names.Where(name => Passes(policy, draw, ("api-key", $"key-{name}"))));

    private static bool Passes(CompiledPolicy policy, double draw, params (string, string)[] headers) => policy.Decide(Requests.Get("/", headers) with { Draw = draw }).Forwarding is not null;
}
