namespace LlmPolicy.Tests;

public sealed class MatcherTests
{
    [Theory]
    [AbuseCase("P3", "P4")]
    [InlineData("prefix: /foo", "/foo /foo/ /foobar /foo?x=/ /foo%20", "/Foo /fo / /%2ffoo /a/foo")]
    [InlineData("exact: /foo", "/foo /foo?x", "/foo/ /foobar /FOO")]
    [InlineData("regex: '/foo/[0-9]+'", "/foo/1 /foo/12?x=y", "/foo/ /foo/a /foo/1/ /a/foo/1 /FOO/1")]
    [InlineData("{prefix: /foo, caseSensitive: false}", "/foo /FOO /Foobar", "/fo")]
    [InlineData("{exact: /foo, caseSensitive: false}", "/foo /FOO", "/FOOO")]
    [InlineData("{regex: /foo, caseSensitive: false}", "/foo", "/FOO")]
    [InlineData("{prefix: /, methods: [POST, PUT]}", "POST:/ PUT:/", "/ PATCH:/ OPTIONS:/")]
    [InlineData("{prefix: /, methods: [G.T, 'PUT|PATCH']}", "/ PUT:/ PATCH:/", "POST:/ GETT:/ G:/")]
    [InlineData("{prefix: /, methods: ['', PUT]}", "PUT:/", "/ POST:/")]
    [InlineData("{prefix: /, methods: [get]}", "", "/ POST:/")]
    [InlineData("{connectMatcher: {}}", "", "/ POST:/")]
    [InlineData("{prefix: /, queryParameters: [{name: debug}]}", "/?debug /?debug= /?a&debug=1", "/ /?debu=1 /?Debug /?%64ebug")]
    [InlineData("{prefix: /, queryParameters: [{name: d, value: '2'}]}", "/?d=2 /?a=1&d=2 /?d=2&d=1", "/?d=1&d=2 /?d=%32 /?d=22 /?d")]
    [InlineData("{prefix: /, queryParameters: [{name: d, value: '[0-9]+', regex: true}]}", "/?d=2 /?d=22", "/?d=2a /?d=")]
    [InlineData("{prefix: /a, methods: [POST], queryParameters: [{name: d}, {name: e}]}", "POST:/a?d&e", "POST:/a?d /a?d&e POST:/?d&e")]
    public void A_matcher_takes_what_fits_all_of_it(string matcher, string matching, string others)
    {
        var policy = Policy(matcher);

        matching.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(request => Matches(policy, request));
        others.Split(' ').ShouldAllBe(request => !Matches(policy, request));
    }

    [Theory]
    [AbuseCase("H6")]
    [InlineData("{name: x-a}", true, "1")]
    [InlineData("{name: X-A}", true, "1")]
    [InlineData("{name: x-a}", true, "")]
    [InlineData("{name: x-a}", false)]
    [InlineData("{name: x-a, invertMatch: true}", true)]
    [InlineData("{name: x-a, invertMatch: true}", false, "1")]
    [InlineData("{name: x-a, value: one}", true, "one")]
    [InlineData("{name: x-a, value: one}", false, "One")]
    [InlineData("{name: x-a, value: one}", false, "one1")]
    [InlineData("{name: x-a, value: one}", false)]
    [InlineData("{name: x-a, value: one}", true, "two", "one")]
    [InlineData("{name: x-a, value: one, invertMatch: true}", true, "two")]
    [InlineData("{name: x-a, value: one, invertMatch: true}", false, "one")]
    [InlineData("{name: x-a, value: one, invertMatch: true}", false)]
    [InlineData("{name: x-a, value: 'o.e', regex: true}", true, "one")]
    [InlineData("{name: x-a, value: 'o.e', regex: true}", false, "ones")]
    [InlineData("{name: x-a, value: 'o.e'}", false, "one")]
    public void A_header_has_to_be_there_or_to_have_the_value(string header, bool matches, params string[] values)
    {
        var request = Requests.Get("/", [.. values.Select(v => ("x-a", v))]);

        (Policy($$"""{prefix: /, headers: [{{header}}]}""").Decide(request).Reason == ReasonCodes.DirectResponse).ShouldBe(matches);
    }

    [Theory]
    [InlineData("{name: ':authority', value: example.com}", true)]
    [InlineData("{name: ':authority', value: other.example}", false)]
    [InlineData("{name: ':method', value: GET}", true)]
    [InlineData("{name: ':path', value: '/a\\?b', regex: true}", true)]
    public void A_header_condition_may_name_a_pseudo_header(string header, bool matches)
    {
        (Policy($$"""{prefix: /, headers: [{{header}}]}""").Decide(Requests.Get("/a?b")).Reason == ReasonCodes.DirectResponse).ShouldBe(matches);
    }

    [Fact]
    public void One_matcher_of_a_route_is_enough()
    {
        var policy = Compiling.Policy(Manifest.Service("- {matchers: [{exact: /a}, {exact: /b}], directResponseAction: {status: 200}}"));

        Matches(policy, "/a").ShouldBeTrue();
        Matches(policy, "/b").ShouldBeTrue();
        Matches(policy, "/c").ShouldBeFalse();
    }

    [Fact]
    public void A_route_without_matchers_takes_everything()
    {
        Matches(Compiling.Policy(Manifest.Service("- directResponseAction: {status: 200}")), "/any?x").ShouldBeTrue();
    }

    [Fact]
    public void The_first_route_that_matches_wins_however_short()
    {
        var policy = Compiling.Policy(Manifest.Service("""
            - {matchers: [{prefix: /a}], directResponseAction: {status: 201}}
            - {matchers: [{exact: /a/b}], directResponseAction: {status: 202}}
            """));

        policy.Decide(Requests.Get("/a/b")).ShouldRespond(201);
    }

    [Theory]
    [InlineData(@"/\d+", "/12", "/a /1\u0660")]
    [InlineData(@"/[[:alpha:]]+", "/ab", "/1")]
    [InlineData(@"/a.c", "/abc", "/ac")]
    [InlineData(@"/(?P<name>a|b)", "/a /b", "/c")]
    [InlineData(@"/(?i)ABC", "/abc /ABC", "/ab")]
    [InlineData(@"/a{2,3}", "/aa /aaa", "/a /aaaa")]
    [InlineData(@"/\Qa.b\E", "/a.b", "/axb")]
    [InlineData(@"/[^/]+", "/a", "/ /a/b")]
    [InlineData(@"/a$", "/a", "/ab")]
    [InlineData(@"a", "-", "/a")]
    [InlineData(@"/a|/b", "/a /b", "/ab")]
    [InlineData(@"/\bab\b", "/ab", "/abc")]
    public void Regular_expressions_are_RE2s_and_match_the_whole_path(string regex, string matching, string others)
    {
        var policy = Policy($"regex: '{regex}'");

        matching.Split(' ').Where(r => r != "-").ShouldAllBe(request => Matches(policy, request));
        others.Split(' ').Where(r => r.All(char.IsAscii)).ShouldAllBe(request => !Matches(policy, request));
    }

    [Theory]
    [InlineData("x\u00c3\u00bc", true)]
    [InlineData("x\u00ff", false)]
    [InlineData("x\u00c3", false)]
    public void Bytes_that_are_no_utf8_match_no_character(string value, bool matches)
    {
        (Policy("{prefix: /, headers: [{name: x-a, value: 'x.', regex: true}]}").Decide(Requests.Get("/", ("x-a", value))).Reason == ReasonCodes.DirectResponse).ShouldBe(matches);
    }

    [Fact]
    [AbuseCase("C3")]
    public void A_regular_expression_that_would_backtrack_for_ever_ends_at_once()
    {
        var policy = Policy("regex: '/(a+)+b'");

        Matches(policy, "/" + new string('a', 20_000)).ShouldBeFalse();
    }

    private static CompiledPolicy Policy(string matcher) =>
        Compiling.Policy(Manifest.Service($"- matchers:\n    - {matcher}\n  directResponseAction: {{status: 200}}"));

    private static bool Matches(CompiledPolicy policy, string request)
    {
        string[] parts = request.Split(':');
        return policy.Decide(Requests.Make(parts.Length > 1 ? parts[0] : "GET", parts[^1], [])).Reason == ReasonCodes.DirectResponse;
    }
}
