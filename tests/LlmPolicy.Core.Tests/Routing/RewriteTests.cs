namespace LlmPolicy.Tests;

public sealed class RewriteTests
{
    [Theory]
    [InlineData("prefix: /foo", "/bar", "/foo", "/bar")]
    [InlineData("prefix: /foo", "/bar", "/foo/", "/bar/")]
    [InlineData("prefix: /foo", "/bar", "/foox", "/barx")]
    [InlineData("prefix: /foo", "/bar", "/foo?q", "/bar?q")]
    [InlineData("prefix: /foo", "/bar", "/foo/a?q=1", "/bar/a?q=1")]
    [InlineData("prefix: /foo", "/bar", "/foo/foo", "/bar/foo")]
    [InlineData("prefix: /api/", "/", "/api/x", "/x")]
    [InlineData("prefix: /api", "/", "/api/x", "//x")]
    [InlineData("prefix: /api", "/", "/api", "/")]
    [InlineData("prefix: /api", "/v1?k=1", "/api/x", "/v1?k=1/x")]
    [InlineData("{prefix: /foo, caseSensitive: false}", "/bar", "/FOO/a", "/bar/a")]
    [InlineData("exact: /foo", "/bar", "/foo?q", "/bar?q")]
    [InlineData("regex: '/foo/.*'", "/bar", "/foo/a/b?q", "/bar?q")]
    [InlineData("prefix: /foo", "''", "/foo/a", "/foo/a")]
    [InlineData("prefix: /foo", "//a", "/foo/b", "//a/b")]
    [InlineData("prefix: /foo", "/a%2fb", "/foo", "/a%2fb")]
    [InlineData("prefix: /foo", "x", "/foo/b", "x/b")]
    public void A_prefix_rewrite_replaces_what_matched_and_nothing_else(string matcher, string rewrite, string target, string expected)
    {
        Target(Manifest.Route($"prefixRewrite: {rewrite}", matcher: matcher), target).ShouldBe(expected);
    }

    [Theory]
    [InlineData("/foo/%2f%41%zz", "/bar/%2fA%zz")]
    [InlineData("/foo/%c3%bc;a=b", "/bar/%c3%bc;a=b")]
    [InlineData("/foo?a=%2e%2e&b=\\", "/bar?a=%2e%2e&b=\\")]
    public void The_rest_and_the_query_keep_their_bytes(string target, string expected)
    {
        Target(Manifest.Route("prefixRewrite: /bar", matcher: "prefix: /foo"), target).ShouldBe(expected);
    }

    [Theory]
    [InlineData("'^/v1/(.*)$'", @"'/\1'", "/v1/a?q", "/a?q")]
    [InlineData("'o'", "'0'", "/foo/o?o", "/f00/0?o")]
    [InlineData("'/(a)/(b)'", @"'/\2\\\1\0'", "/a/b", @"/b\a/a/b")]
    [InlineData("'x'", "'y'", "/a", "/a")]
    [InlineData("'/a'", "''", "/a/b", "/b")]
    [InlineData("'(.*)'", @"'/v1\1'", "/a?q", "/v1/a?q")]
    [InlineData("'x*'", "'-'", "/axb", "-/-a-b-")]
    [InlineData("'^'", "'/v1'", "/a", "/v1/a")]
    [InlineData("'$'", "'/'", "/a", "/a/")]
    [InlineData("'a|ab'", "'-'", "/ab", "/-b")]
    [InlineData("'^/a$'", "''", "/a", "/a")]
    [InlineData("'/a'", @"'/b\9'", "/a/c", "/a/c")]
    [InlineData("'/a'", @"'/b\x/d'", "/a/c", "/b/c")]
    [InlineData("'/a'", @"'/b\'", "/a/c", "/b/c")]
    public void A_regex_rewrite_replaces_every_match_in_the_path(string regex, string substitution, string target, string expected)
    {
        Target(Manifest.Route($"regexRewrite: {{pattern: {{regex: {regex}}}, substitution: {substitution}}}"), target).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{}", "example.com")]
    [InlineData("autoHostRewrite: true", null)]
    [InlineData("autoHostRewrite: false", "example.com")]
    [InlineData("hostRewrite: other.example", "other.example")]
    [InlineData("hostRewriteHeader: x-host", "by.header")]
    [InlineData("hostRewriteHeader: x-none", "example.com")]
    [InlineData("hostRewritePathRegex: {pattern: {regex: '^/([a-z]+)/.*$'}, substitution: '\\1.example'}", "tenant.example")]
    [InlineData("hostRewritePathRegex: {pattern: {regex: '.*'}, substitution: ''}", "example.com")]
    public void The_host_is_the_clients_unless_it_is_rewritten(string options, string? host)
    {
        Compiling.Policy(Manifest.Route(options)).Decide(Requests.Get("/tenant/a", ("x-host", "by.header"))).ShouldForward().Host.ShouldBe(host);
    }

    [Fact]
    public void The_host_by_path_looks_at_the_path_before_its_rewrite()
    {
        var forwarding = Compiling.Policy(Manifest.Route("""
            prefixRewrite: /rewritten
            hostRewritePathRegex: {pattern: {regex: '^/([a-z]+).*$'}, substitution: '\1.example'}
            """, matcher: "prefix: /tenant")).Decide(Requests.Get("/tenant")).ShouldForward();

        (forwarding.Host, forwarding.Target).ShouldBe(("tenant.example", "/rewritten"));
    }

    [Fact]
    public void The_host_that_was_asked_for_can_be_kept_in_a_header()
    {
        var request = Requests.Get("/");

        Compiling.Policy(Manifest.Route("{hostRewrite: other.example, appendXForwardedHost: true}")).Decide(request).Sent(request, "x-forwarded-host")
            .ShouldBe("example.com");
        Compiling.Policy(Manifest.Route("{hostRewrite: other.example}")).Decide(request).Sent(request, "x-forwarded-host").ShouldBeNull();
    }

    [Theory]
    [InlineData("hostRedirect: other.example", "/a?q", 301, "http://other.example/a?q")]
    [InlineData("{hostRedirect: other.example, responseCode: TEMPORARY_REDIRECT}", "/a", 307, "http://other.example/a")]
    [InlineData("{httpsRedirect: true}", "/a?q", 301, "https://example.com/a?q")]
    [InlineData("{pathRedirect: /b}", "/a?q", 301, "http://example.com/b?q")]
    [InlineData("{prefixRewrite: '/b?own=1'}", "/a", 301, "http://example.com/b?own=1")]
    [InlineData("{prefixRewrite: /b}", "/a/c?q", 301, "http://example.com/b/c?q")]
    [InlineData("{pathRedirect: /b, stripQuery: true}", "/a?q", 301, "http://example.com/b")]
    [InlineData("{hostRedirect: other.example, portRedirect: 8443, httpsRedirect: true}", "/a", 301, "https://other.example:8443/a")]
    public void A_redirect_says_where_to(string action, string target, int status, string location)
    {
        var response = Compiling.Policy(Manifest.Service($"- {{matchers: [{{prefix: /a}}], redirectAction: {(action.StartsWith('{') ? action : $"{{{action}}}")}}}"))
            .Decide(Requests.Get(target)).ShouldRefuse(status, ReasonCodes.Redirect);

        response.Header("location").ShouldBe(location);
        response.Body.ShouldBeEmpty();
    }

    [Fact]
    public void A_direct_response_is_sent_as_it_is_written()
    {
        var response = Compiling.Policy(Manifest.Service("- directResponseAction: {status: 418, body: \"käse\\n\"}"))
            .Decide(Requests.Get("/")).ShouldRefuse(418, ReasonCodes.DirectResponse);

        response.Body.ShouldBe("k\u00c3\u00a4se\n", "a body is bytes");
        response.Header("content-type").ShouldBe("text/plain");
    }

    [Theory]
    [InlineData(0.0, "a")]
    [InlineData(0.2, "a")]
    [InlineData(0.25, "b")]
    [InlineData(0.999, "b")]
    public void The_draw_picks_a_destination_by_weight(double draw, string upstream)
    {
        string manifest = Manifest.Service("""
            - routeAction:
                multi:
                  destinations:
                    - {destination: {upstream: {name: a}}, weight: 10}
                    - {destination: {upstream: {name: never}}, weight: 0}
                    - {destination: {upstream: {name: b}}, weight: 30}
            """);
        var options = new PolicyCompilerOptions { Upstreams = "a b never".Split(' ').ToDictionary(n => new ResourceName("default", n), n => new Uri($"http://{n}.example")) };
        var request = new PolicyRequest { Method = "GET", Target = "/", Authority = "example.com", Draw = draw };

        Compiling.Policy(manifest, options).Decide(request).ShouldForward().Upstream.Name.ShouldBe(upstream);
    }

    private static string Target(string manifest, string target) => Compiling.Policy(manifest).Decide(Requests.Get(target)).ShouldForward().Target;
}
