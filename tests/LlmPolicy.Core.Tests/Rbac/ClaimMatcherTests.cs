namespace LlmPolicy.Tests;

/// <summary>Matchers never convert: a claim of another type does not match.</summary>
public sealed class ClaimMatcherTests
{
    private static readonly string[] Claims =
    [
        "\"v\"", "\"true\"", "\"\"", "true", "false", "1", "null", "[\"v\"]", "[\"a\",\"v\",1]", "[\"true\"]", "[true]", "[[\"v\"]]", "[]", "{\"v\":\"v\"}", "\"V\"", "\"vv\"",
    ];

    public static TheoryData<string, string, string[]> Matchers => new()
    {
        { "EXACT_STRING", "v", ["\"v\""] },
        { "EXACT_STRING", "true", ["\"true\""] },
        { "EXACT_STRING", "1", [] },
        { "EXACT_STRING", "", ["\"\""] },
        { "BOOLEAN", "true", ["true"] },
        { "BOOLEAN", "false", ["false"] },
        { "LIST_CONTAINS", "v", ["[\"v\"]", "[\"a\",\"v\",1]"] },
        { "LIST_CONTAINS", "true", ["[\"true\"]"] },
        { "LIST_CONTAINS", "1", [] },
        { "REGEX_MATCH", "v", ["\"v\""] },
        { "REGEX_MATCH", "v+", ["\"v\"", "\"vv\""] },
        { "REGEX_MATCH", "(?i)V", ["\"v\"", "\"V\""] },
        { "REGEX_MATCH", ".*", ["\"v\"", "\"true\"", "\"\"", "\"V\"", "\"vv\""] },
        { "REGEX_MATCH", "[a-z]", ["\"v\""] },
    };

    [Theory]
    [AbuseCase("C3", "C5")]
    [MemberData(nameof(Matchers))]
    public void A_matcher_matches_only_claims_of_its_type_with_its_value(string matcher, string value, string[] matching)
    {
        var policy = Rbac.Policy($$"""
            a:
              principals:
                - jwtPrincipal: {claims: {c: "{{value}}"}, matcher: {{matcher}}}
            """);

        Claims.Where(claim => Rbac.Allows(policy, $$"""{"c":{{claim}}}""")).ShouldBe(matching, ignoreOrder: true);
        Rbac.Allows(policy, "{}").ShouldBeFalse("the claim is missing");
    }

    [Fact]
    [AbuseCase("C5")]
    public void Without_a_matcher_the_claim_has_to_be_the_string()
    {
        var policy = Rbac.Policy("a: {principals: [{jwtPrincipal: {claims: {c: v}}}]}");

        Rbac.Allows(policy, """{"c":"v"}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"c":["v"]}""").ShouldBeFalse();
    }

    [Theory]
    [AbuseCase("C4")]
    [InlineData("""{"a":{"b":{"c":"v"}}}""", true)]
    [InlineData("""{"a.b.c":"v"}""", false)]
    [InlineData("""{"a":{"b.c":"v"}}""", false)]
    [InlineData("""{"a":[{"b":{"c":"v"}}]}""", false)]
    [InlineData("""{"a":{"b":"v"}}""", false)]
    [InlineData("""{"a":{"b":{"c":{"v":1}}}}""", false)]
    [InlineData("""{"a":null}""", false)]
    [InlineData("""{"A":{"b":{"c":"v"}}}""", false)]
    public void A_delimiter_leads_into_objects_and_never_into_lists(string payload, bool allowed)
    {
        Rbac.Allows(Rbac.Policy("a: {nestedClaimDelimiter: ., principals: [{jwtPrincipal: {claims: {a.b.c: v}}}]}"), payload).ShouldBe(allowed);
    }

    /// <summary>As Gloo cuts it: a name of nothing is the member of that name, and no name is passed over.</summary>
    [Theory]
    [AbuseCase("C4")]
    [InlineData("a.", """{"a":{"":"v"}}""", true)]
    [InlineData("a.", """{"a":"v"}""", false)]
    [InlineData("a..b", """{"a":{"":{"b":"v"}}}""", true)]
    [InlineData("a..b", """{"a":{"b":"v"}}""", false)]
    [InlineData(".a", """{"a":"v"}""", false)]
    [InlineData(".", """{"a":"v"}""", false)]
    public void A_delimiter_with_nothing_behind_it_leads_to_no_other_claim(string name, string payload, bool allowed)
    {
        Rbac.Allows(Rbac.Policy($$"""a: {nestedClaimDelimiter: ., principals: [{jwtPrincipal: {claims: {"{{name}}": v} } }]}"""), payload).ShouldBe(allowed);
    }

    [Fact]
    [AbuseCase("C4")]
    public void A_delimiter_of_nothing_is_none()
    {
        var policy = Rbac.Policy("a: {nestedClaimDelimiter: '', principals: [{jwtPrincipal: {claims: {a.b: v}}}]}");

        Rbac.Allows(policy, """{"a.b":"v"}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"a":{"b":"v"}}""").ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("C4")]
    public void Without_a_delimiter_a_dot_is_part_of_the_name()
    {
        var policy = Rbac.Policy("a: {principals: [{jwtPrincipal: {claims: {a.b: v}}}]}");

        Rbac.Allows(policy, """{"a.b":"v"}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"a":{"b":"v"}}""").ShouldBeFalse();
    }

    [Fact]
    public void A_delimiter_may_be_longer_than_a_char()
    {
        var policy = Rbac.Policy("a: {nestedClaimDelimiter: '::', principals: [{jwtPrincipal: {claims: {'https://x.example/a::b': v}}}]}");

        Rbac.Allows(policy, """{"https://x.example/a":{"b":"v"}}""").ShouldBeTrue();
    }

    [Fact]
    public void The_delimiter_is_its_own_policys()
    {
        var policy = Rbac.Policy("""
            a: {nestedClaimDelimiter: ., principals: [{jwtPrincipal: {claims: {x.y: v}}}]}
            b: {principals: [{jwtPrincipal: {claims: {z.y: v}}}]}
            """);

        Rbac.Allows(policy, """{"x":{"y":"v"}}""").ShouldBeTrue();
        Rbac.Allows(policy, """{"z":{"y":"v"}}""").ShouldBeFalse();
        Rbac.Allows(policy, """{"z.y":"v"}""").ShouldBeTrue();
    }

    [Theory]
    [InlineData("caf\\u00e9", true)]
    [InlineData("cafe\\u0301", false)]
    [InlineData("CAF\\u00c9", false)]
    public void Strings_are_compared_by_their_characters(string claim, bool allowed)
    {
        Rbac.Allows(Rbac.Policy("a: {principals: [{jwtPrincipal: {claims: {c: café}}}]}"), $$"""{"c":"{{claim}}"}""").ShouldBe(allowed);
    }

    [Theory]
    [InlineData(".", true)]
    [InlineData("[^a]", true)]
    [InlineData("\\\\W", true)]
    [InlineData("..", false)]
    [InlineData("[^a][^a]", false)]
    [InlineData(".{2}", false)]
    public void A_character_beyond_16_bits_is_one_character(string regex, bool allowed)
    {
        Rbac.Allows(Rbac.Policy($$"""a: {principals: [{jwtPrincipal: {claims: {c: "{{regex}}"}, matcher: REGEX_MATCH} }]}"""), """{"c":"😀"}""").ShouldBe(allowed);
    }

    /// <summary>RE2 reads octal escapes, and its word boundaries know ASCII alone. What can't be had may be refused at load.</summary>
    [Theory]
    [InlineData("\\\\07", "\\u00007")]
    [InlineData("\\\\b.", "é")]
    [InlineData(".\\\\b", "é")]
    public void An_expression_matches_nothing_that_RE2_does_not_match(string regex, string claim)
    {
        string manifest = Manifest.Route(
            $$"""rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {c: "{{regex}}"}, matcher: REGEX_MATCH} }]} } }""", Manifest.Jwt(Keys.Hmac.PublicKey));
        var compilation = Compiling.Compile(manifest);

        (compilation.Policy is { } policy && Rbac.Allows(policy, $$"""{"c":"{{claim}}"}""")).ShouldBeFalse();
    }

    [Fact]
    [AbuseCase("C3")]
    public void A_regular_expression_on_a_claim_that_would_backtrack_for_ever_ends_at_once()
    {
        var policy = Rbac.Policy("a: {principals: [{jwtPrincipal: {claims: {c: '(a+)+b'}, matcher: REGEX_MATCH}}]}");

        Rbac.Allows(policy, $$"""{"c":"{{new string('a', 10_000)}}"}""").ShouldBeFalse();
    }
}
