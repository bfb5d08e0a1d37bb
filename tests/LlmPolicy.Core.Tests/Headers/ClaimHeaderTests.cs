namespace LlmPolicy.Tests;

/// <summary><c>claimsToHeaders</c>: verified claims as headers, and never the client's word for them.</summary>
public sealed class ClaimHeaderTests
{
    private const string Spoof = "spoofed";

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("\"käse\"", "k\u00c3\u00a4se")]
    [InlineData("\" spaced \"", "spaced")]
    [InlineData("1", "1")]
    [InlineData("-1", "-1.000000")]
    [InlineData("1.5", "1.500000")]
    [InlineData("1e-7", "0.000000")]
    [InlineData("1e15", "1000000000000000")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e21", "1000000000000000000000.000000")]
    [InlineData("-0", "0")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("[\"str1\",\"str2\"]", "WyJzdHIxIiwic3RyMiJd")]
    [InlineData("{\"k\":\"v\"}", "eyJrIjoidiJ9")]
    [InlineData("{}", "e30=")]
    [InlineData("[]", "W10=")]
    [InlineData("null", null)]
    [InlineData("\"\"", null)]
    public void A_claim_becomes_the_header_that_Envoy_makes_of_it(string claim, string? expected)
    {
        Sent("{claim: c, header: x-c}", $$"""{"c":{{claim}}}""").ShouldBe(expected);
    }

    /// <summary>Lists and objects are base64 of JSON as protobuf writes it.</summary>
    [Theory]
    [AbuseCase("H5")]
    [InlineData("[ 1.0, true, null, {} ]", "[1,true,null,{}]")]
    [InlineData("{ \"a\" : [ \"<b>\", \"\\\"\\\\\\/\" ] }", "{\"a\":[\"\\u003cb\\u003e\",\"\\\"\\\\/\"]}")]
    [InlineData("[\"\\b\\f\\n\\r\\t\\u0001\"]", "[\"\\b\\f\\n\\r\\t\\u0001\"]")]
    [InlineData("[\"käse\",\"\\u2028\"]", "[\"käse\",\"\\u2028\"]")]
    public void A_list_or_an_object_is_base64_of_compact_JSON(string claim, string json)
    {
        string sent = Sent("{claim: c, header: x-c}", $$"""{"c":{{claim}}}""").ShouldNotBeNull();

        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(sent)).ShouldBe(json);
    }

    /// <summary>What C's printf makes of them: 15 digits, or 17 where 15 are another number.</summary>
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "-0")]
    [InlineData("-1", "-1")]
    [InlineData("1.5", "1.5")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("1E+2", "100")]
    [InlineData("999999999999999", "999999999999999")]
    [InlineData("1e15", "1e+15")]
    [InlineData("1234567890123456", "1234567890123456")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("12345678901234567", "12345678901234568")]
    [InlineData("123456789012345678", "1.2345678901234568e+17")]
    [InlineData("18446744073709551616", "1.8446744073709552e+19")]
    [InlineData("1e21", "1e+21")]
    [InlineData("-1e100", "-1e+100")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("-1e-7", "-1e-07")]
    [InlineData("0.000123456789012345678", "0.00012345678901234567")]
    [InlineData("3.141592653589793", "3.1415926535897931")]
    [InlineData("5e-324", "4.94065645841247e-324")]
    public void A_number_in_a_list_is_written_as_protobuf_does(string number, string written)
    {
        string sent = Sent("{claim: c, header: x-c}", $$"""{"c":[{{number}}]}""").ShouldNotBeNull();

        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(sent)).ShouldBe($"[{written}]");
    }

    [Theory]
    [InlineData("a.b", """{"a":{"b":"v"}}""", "v")]
    [InlineData("a.b", """{"a.b":"v"}""", null)]
    [InlineData("a.0", """{"a":["v"]}""", null)]
    [InlineData("c", "{}", null)]
    public void A_claim_is_found_by_its_path(string claim, string payload, string? expected)
    {
        Sent($"{{claim: {claim}, header: x-c}}", payload).ShouldBe(expected);
    }

    [Theory]
    [AbuseCase("H4")]
    [InlineData("""{"c":"real"}""", "real")]
    [InlineData("{}", null)]
    [InlineData("""{"c":null}""", null)]
    [InlineData("""{"c":""}""", null)]
    public void What_the_client_sends_under_the_name_is_taken_off_whether_the_claim_is_there_or_not(string payload, string? expected)
    {
        Sent("{claim: c, header: x-c}", payload, ("X-C", Spoof), ("x-c", Spoof)).ShouldBe(expected);
    }

    [Fact]
    public void With_append_the_clients_value_stays_as_the_manifest_asks()
    {
        Sent("{claim: c, header: x-c, append: true}", """{"c":"real"}""", ("x-c", Spoof)).ShouldBe($"{Spoof}|real");
    }

    [Fact]
    public void Without_a_token_that_may_be_missing_the_clients_value_goes_too()
    {
        var policy = Policy("{claim: c, header: x-c}", "validationPolicy: ALLOW_MISSING");
        var request = Requests.Get("/", ("x-c", Spoof));

        policy.Decide(request).Sent(request, "x-c").ShouldBeNull();
    }

    [Fact]
    public void The_other_providers_claim_headers_are_taken_off_too()
    {
        string jwt = $$"""
            jwt:
              providers:
                p: {issuer: p, jwks: {local: {key: '{{Keys.Hmac.PublicKey}}'} }, claimsToHeaders: [{claim: c, header: x-p}]}
                q: {issuer: q, jwks: {local: {key: '{{Keys.Hmac.PublicKey}}'} }, claimsToHeaders: [{claim: c, header: x-q}]}
            """;
        var request = Requests.Get("/", ("authorization", $"Bearer {Keys.Hmac.Sign("""{"iss":"p","c":"real"}""")}"), ("x-p", Spoof), ("x-q", Spoof));

        var decision = Compiling.Policy(Manifest.Route("{}", jwt)).Decide(request);

        decision.Sent(request, "x-p").ShouldBe("real");
        decision.Sent(request, "x-q").ShouldBeNull();
    }

    [Theory]
    [AbuseCase("H3")]
    [InlineData("a\\r\\nb: c")]
    [InlineData("a\\u0000")]
    public void A_claim_that_is_no_header_value_is_not_forwarded(string claim)
    {
        Policy("{claim: c, header: x-c}").Decide(Requests.WithToken(Keys.Hmac.Sign($$"""{"c":"{{claim}}"}"""))).ShouldRefuse(503, ReasonCodes.HeaderValue).Body.ShouldBe("invalid header value for: x-c");
    }

    [Fact]
    public void A_claim_header_may_lead_to_another_route()
    {
        var policy = Compiling.Policy(Manifest.Service(
            """
            - {matchers: [{prefix: /, headers: [{name: x-team, value: data}]}], routeAction: {single: {upstream: {name: up}}}, options: {prefixRewrite: /data/}}
            - {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: up}}}}
            """,
            Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: team, header: x-team}]")));

        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"team":"data"}"""))).ShouldForward().Target.ShouldBe("/data/");
        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"team":"web"}"""))).ShouldForward().Target.ShouldBe("/");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"team":null}""")]
    public void A_spoofed_header_does_not_pick_the_route_of_a_caller_without_the_claim(string payload)
    {
        var policy = Compiling.Policy(Manifest.Service(
            """
            - {matchers: [{prefix: /, headers: [{name: x-team, value: admin}]}], routeAction: {single: {upstream: {name: up}}}, options: {prefixRewrite: /admin}}
            - {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: up}}}, options: {prefixRewrite: /user}}
            """,
            Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: team, header: x-team}]")));

        policy.Decide(Requests.Get("/", ("x-team", "admin"), ("authorization", $"Bearer {Keys.Hmac.Sign(payload)}"))).ShouldForward().Target.ShouldBe("/user");
    }

    /// <summary>Envoy clears the route only where a token was verified: it put the payload into the metadata, or a claim into a header.</summary>
    [Theory]
    [InlineData("ALLOW_MISSING", null)]
    [InlineData("ALLOW_MISSING_OR_FAILED", null)]
    [InlineData("ALLOW_MISSING_OR_FAILED", "Bearer a.b.c")]
    public void Where_tokens_are_optional_a_spoofed_header_picks_the_route_unless_its_rbac_asks_for_the_claim(string policy, string? authorization)
    {
        string Routes(string rbac) =>
            $$$"""
            - {matchers: [{prefix: /, headers: [{name: x-team, value: admin}]}], routeAction: {single: {upstream: {name: up} } }, options: {prefixRewrite: /admin, {{{rbac}}} }}
            - {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: up} } }, options: {prefixRewrite: /user}}
            """;
        string jwt = Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: team, header: x-team}]", $"validationPolicy: {policy}");
        (string, string)[] headers = authorization is null ? [("x-team", "admin")] : [("x-team", "admin"), ("authorization", authorization)];
        var request = Requests.Get("/", headers);

        var open = Compiling.Policy(Manifest.Service(Routes("timeout: 0s"), jwt)).Decide(request);
        open.ShouldForward().Target.ShouldBe("/admin");
        open.Sent(request, "x-team").ShouldBeNull();
        Compiling.Policy(Manifest.Service(Routes("rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {team: admin}}}]}}}"), jwt)).Decide(request)
            .ShouldRefuse(403, ReasonCodes.RbacDenied);
    }

    [Fact]
    public void The_route_that_the_claim_leads_to_asks_its_own_rbac()
    {
        var policy = Compiling.Policy(Manifest.Service(
            """
            - matchers: [{prefix: /, headers: [{name: x-team, value: data}]}]
              routeAction: {single: {upstream: {name: up}}}
              options: {rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {level: high}}}]}}}}
            - {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: up}}}}
            """,
            Manifest.Jwt(Keys.Hmac.PublicKey, "claimsToHeaders: [{claim: team, header: x-team}]")));

        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"team":"data"}"""))).ShouldRefuse(403, ReasonCodes.RbacDenied);
        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"team":"data","level":"high"}"""))).ShouldForward();
    }

    private static string? Sent(string entry, string payload, params (string Name, string Value)[] headers)
    {
        var request = Requests.Get("/", [("authorization", $"Bearer {Keys.Hmac.Sign(payload)}"), .. headers]);
        return Policy(entry).Decide(request).Sent(request, "x-c");
    }

    private static CompiledPolicy Policy(string entry, string extension = "") =>
        Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Keys.Hmac.PublicKey, $"claimsToHeaders: [{entry}]", extension)));
}
