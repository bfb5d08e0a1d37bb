namespace LlmPolicy.Tests;

public sealed class CsrfTests
{
    private const string On = "filterEnabled: {defaultValue: {numerator: 100}}";

    [Theory]
    [InlineData("https://example.com", true)]
    [InlineData("http://example.com", true)]
    [InlineData("https://example.com/", true)]
    [InlineData("https://user@example.com", true)]
    [InlineData("https://EXAMPLE.com", false)]
    [InlineData("https://example.com:443", false)]
    [InlineData("https://example.com.evil.example", false)]
    [InlineData("https://evil.example/?https://example.com", false)]
    [InlineData("https://example.com@evil.example", false)]
    [InlineData("https://evil.example@example.com@evil.example", false)]
    [InlineData("https://evil.example#@example.com", false)]
    [InlineData("https://example.com evil.example", false)]
    [InlineData("https://example.com:99999", false)]
    [InlineData("null", false)]
    [InlineData("example.com", true)]
    [InlineData("", false)]
    public void A_request_that_may_change_something_comes_from_its_own_host(string origin, bool passes)
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"csrf: {{{On}}}"));

        Passes(policy, "POST", ("origin", origin)).ShouldBe(passes);
    }

    [Fact]
    public void A_refusal_is_Envoys()
    {
        var policy = Compiling.Policy(Manifest.Route($"csrf: {{{On}}}"));

        policy.Decide(Requests.Post("/")).ShouldRefuse(403, ReasonCodes.CsrfOrigin).Body.ShouldBe("Invalid origin");
    }

    [Theory]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("DELETE", false)]
    [InlineData("PATCH", false)]
    [InlineData("GET", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("PROPFIND", true)]
    public void Methods_that_change_nothing_pass(string method, bool passes)
    {
        Passes(Compiling.Policy(Manifest.Route($"csrf: {{{On}}}")), method, ("origin", "https://evil.example")).ShouldBe(passes);
    }

    [Theory]
    [InlineData("", "https://example.com/page?a=b#c", true)]
    [InlineData("", "https://evil.example/https://example.com", false)]
    [InlineData("https://evil.example", "https://example.com/", false)]
    public void Without_an_origin_the_referer_counts(string origin, string referer, bool passes)
    {
        Passes(Compiling.Policy(Manifest.Route($"csrf: {{{On}}}")), "POST", ("origin", origin), ("referer", referer)).ShouldBe(passes);
    }

    [Theory]
    [InlineData("exact: app.example", "https://app.example", true)]
    [InlineData("exact: app.example", "https://APP.example", false)]
    [InlineData("exact: app.example, ignoreCase: true", "https://APP.example", true)]
    [InlineData("exact: app.example", "https://app.example:8443", false)]
    [InlineData("prefix: app.", "https://app.example:8443", true)]
    [InlineData("suffix: .example", "https://app.example", true)]
    [InlineData("suffix: .example", "https://evil.test/.example", false)]
    [InlineData("suffix: .example", "https://evil.test\\.example", false)]
    [InlineData("suffix: .example", "https://evil.test;.example", false)]
    [InlineData("safeRegex: {regex: 'a[a-z]+\\.example'}", "https://app.example", true)]
    [InlineData("safeRegex: {regex: 'a[a-z]+\\.example'}", "https://app.example.evil", false)]
    [InlineData("exact: 'null'", "null", true)]
    [InlineData("suffix: abcdef", "chrome-extension://abcdef", true)]
    public void Other_origins_are_compared_by_host_and_port(string matcher, string origin, bool passes)
    {
        Passes(Compiling.Policy(Manifest.Route($"csrf: {{{On}, additionalOrigins: [{{{matcher}}}]}}")), "POST", ("origin", origin)).ShouldBe(passes);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{filterEnabled: {}}", true)]
    [InlineData("{filterEnabled: {defaultValue: {numerator: 0}}}", true)]
    [InlineData("{shadowEnabled: {defaultValue: {numerator: 100}}}", true)]
    [InlineData("{filterEnabled: {defaultValue: {numerator: 1, denominator: MILLION}}}", false)]
    [InlineData("{filterEnabled: {defaultValue: {numerator: 1000000, denominator: MILLION}}}", false)]
    public void A_share_is_none_or_all(string csrf, bool passes)
    {
        Passes(Compiling.Policy(Manifest.Route($"csrf: {csrf}")), "POST").ShouldBe(passes);
    }

    [Fact]
    public void A_routes_stands_in_the_place_of_its_hosts()
    {
        Passes(Compiling.Policy(Manifest.Route("csrf: {}", $"csrf: {{{On}}}")), "POST").ShouldBeTrue();
    }

    [Fact]
    public void A_direct_response_asks_it_too()
    {
        Compiling.Policy(Manifest.Service("- directResponseAction: {status: 200}", $"csrf: {{{On}}}")).Decide(Requests.Post("/")).ShouldRefuse(403, ReasonCodes.CsrfOrigin);
    }

    private static bool Passes(CompiledPolicy policy, string method, params (string, string)[] headers) => policy.Decide(Requests.Make(method, "/", headers)).IsAllowed;
}
