namespace LlmPolicy.Tests;

/// <summary>What a request gives to a rate limit service.</summary>
public sealed class DescriptorTests
{
    private const string Sub = "metadata: {descriptorKey: user, metadataKey: {key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: sub}]}";

    [Theory]
    [InlineData("{genericKey: {descriptorValue: all}}", "[generic_key=all]")]
    [InlineData("{destinationCluster: {}}, {sourceCluster: {}}", "[destination_cluster=up_default, source_cluster=]")]
    [InlineData("{requestHeaders: {headerName: X-User, descriptorKey: user}}", "[user=alice]")]
    [InlineData("{requestHeaders: {headerName: x-none, descriptorKey: user}}", "")]
    [InlineData("{genericKey: {descriptorValue: all}}, {requestHeaders: {headerName: x-none, descriptorKey: user}}", "")]
    [InlineData("{headerValueMatch: {descriptorValue: m, headers: [{name: x-n, rangeMatch: {start: -5, end: 7}}]}}", "")]
    [InlineData("{headerValueMatch: {descriptorValue: m, headers: [{name: x-n, rangeMatch: {start: 7, end: 8}}]}}", "[header_match=m]")]
    [InlineData("{headerValueMatch: {descriptorValue: m, expectMatch: false, headers: [{name: x-n, suffixMatch: '8'}]}}", "[header_match=m]")]
    [InlineData("{headerValueMatch: {descriptorValue: m, headers: [{name: x-none, presentMatch: false}, {name: x-user, prefixMatch: al}]}}", "[header_match=m]")]
    [InlineData("{remoteAddress: {}}", "[remote_address=]")]
    public void A_list_of_actions_gives_one_descriptor_or_none(string actions, string asked)
    {
        Describing.OfActions(actions).Asked(Requests.Get("/", ("x-user", "alice"), ("x-n", "7"))).ShouldBe(asked);
    }

    [Fact]
    public void A_header_is_text_and_bytes_that_are_none_stay_apart()
    {
        var policy = Describing.OfActions("{requestHeaders: {headerName: x-user, descriptorKey: user}}");

        policy.Asked(Requests.Get("/", ("x-user", "\u00c3\u00a4"))).ShouldBe("[user=ä]");
        policy.Asked(Requests.Get("/", ("x-user", "\u00ff"))).ShouldBe("[user=\u00ff]");
    }

    [Theory]
    [InlineData("""{"sub":"alice"}""", "[user=alice]")]
    [InlineData("""{"sub":7}""", "")]
    [InlineData("""{"sub":["a"]}""", "")]
    [InlineData("""{"sub":""}""", "")]
    [InlineData("{}", "")]
    public void A_claim_gives_something_if_it_is_a_text_that_is_not_empty(string claims, string asked)
    {
        var policy = Describing.OfActions($"{{{Sub}}}}}", Manifest.Jwt(Keys.Hmac.Jwk()));

        policy.Asked(Requests.WithToken(Keys.Hmac.Sign(claims))).ShouldBe(asked);
    }

    [Fact]
    public void A_limit_of_the_callers_own_is_read_from_his_verified_claim_and_from_nowhere_else()
    {
        const string Limit = "limit: {dynamicMetadata: {metadataKey: {key: envoy.filters.http.jwt_authn, path: [{key: principal}, {key: rate}]}}}";
        var policy = Describing.Policy(Manifest.Route(
            $"ratelimit: {{rateLimits: [{{{Limit}, actions: [{{genericKey: {{descriptorValue: all}}}}]}}]}}", Manifest.Jwt(Keys.Hmac.Jwk())));

        string Asked(string rate) => policy.Asked(Requests.WithToken(Keys.Hmac.Sign($"{{\"rate\":{rate}}}")));
        Asked("""{"requests_per_unit":5,"unit":"HOUR"}""").ShouldBe("[generic_key=all] 5/Hour");
        foreach (string unusable in (string[])["""{"requests_per_unit":-1,"unit":"HOUR"}""", """{"requests_per_unit":5,"unit":"EON"}""", """{"unit":"HOUR"}""", "5", "null"])
        {
            Asked(unusable).ShouldBe("[generic_key=all]");
        }
    }

    [Fact]
    public void A_set_leaves_out_the_headers_that_are_not_there()
    {
        var policy = Describing.Policy(Manifest.Route(
            "ratelimit: {rateLimits: [{setActions: [{requestHeaders: {headerName: x-none, descriptorKey: none}}, {requestHeaders: {headerName: x-user, descriptorKey: user}}]}]}"));

        policy.Asked(Requests.Get("/", ("x-user", "alice"))).ShouldBe("set[user=alice]");
        policy.Asked(Requests.Get("/")).ShouldBe("set[]");
    }

    [Fact]
    public void A_routes_lists_take_the_place_of_its_hosts_stage_by_stage()
    {
        static string Lists(string value) => $"{{rateLimits: [{{actions: [{{genericKey: {{descriptorValue: {value}}}}}]}}]}}";
        var policy = Describing.Policy(Manifest.Route($"ratelimitRegular: {Lists("route")}", $"{{ratelimit: {Lists("host")}, ratelimitRegular: {Lists("hidden")}}}"));

        Conversation(policy, Requests.Get("/")).ShouldBe(["ratelimit [generic_key=host]", "ratelimitRegular [generic_key=route]"]);
    }

    [Fact]
    public void Early_limits_are_asked_before_tokens_and_the_others_behind_them()
    {
        static string Lists(string value) => $"{{rateLimits: [{{actions: [{{genericKey: {{descriptorValue: {value}}}}}]}}]}}";
        var policy = Describing.Policy(Manifest.Route($"{{ratelimitEarly: {Lists("early")}, ratelimit: {Lists("late")}}}", Manifest.Jwt(Keys.Hmac.Jwk())));

        Conversation(policy, Requests.Get("/")).ShouldBe(["ratelimitEarly [generic_key=early]"]);
        Conversation(policy, Requests.WithToken(Keys.Hmac.Sign("{}"))).ShouldBe(["ratelimitEarly [generic_key=early]", "ratelimit [generic_key=late]"]);
    }

    /// <summary>All that is asked of a request that is within every limit.</summary>
    private static List<string> Conversation(CompiledPolicy policy, PolicyRequest request)
    {
        List<string> asked = [];
        var facts = PolicyFacts.None;
        while (policy.Evaluate(request, facts, Deciding.Now).Need is RateLimitNeed need)
        {
            asked.Add($"{need.Option} {Describing.Words(need.Request)}");
            facts = facts with { RateLimits = facts.RateLimits.With(need, new RateLimitResponse(false)) };
        }

        return asked;
    }
}
