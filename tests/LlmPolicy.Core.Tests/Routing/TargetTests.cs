using CsCheck;

namespace LlmPolicy.Tests;

/// <summary>The target as Envoy's <c>normalize_path</c> sees it.</summary>
public sealed class TargetTests
{
    private static readonly CompiledPolicy Anything = Compiling.Policy(Manifest.Service(Manifest.ForwardAll));

    private static readonly CompiledPolicy Lax = Compiling.Policy(Manifest.Service(Manifest.ForwardAll), Compiling.Lax(StrictnessRules.TargetDotSegments));

    [Theory]
    [AbuseCase("P9")]
    [InlineData("/a/b/../c", "/a/c")]
    [InlineData("/a/b/./c", "/a/b/c")]
    [InlineData("/a/b/../../../../c", "/c")]
    [InlineData("/a/..\\c", "/c")]
    [InlineData("/a\\b\\..\\c", "/a/c")]
    [InlineData("/a/b/%2E%2E/c", "/a/c")]
    [InlineData("/a/%2e./c", "/c")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/a/..", "/")]
    [InlineData("/..", "/")]
    [InlineData("/a/..;x/b", "/b")]
    [InlineData("/a/.;x/b", "/a/b")]
    [InlineData("/a/...", "/a/...")]
    [InlineData("/a/.b/..c/d.", "/a/.b/..c/d.")]
    [InlineData("//a//b/", "//a//b/")]
    [InlineData("/%c0%af", "/%c0%af")]
    [InlineData("/%5c%25", "/%5c%25")]
    [InlineData("/a%2Fb%2fc", "/a%2Fb%2fc")]
    [InlineData("/%41%7e%2d", "/A~-")]
    [InlineData("/a|b", "/a%7Cb")]
    [InlineData("/%", "/%")]
    [InlineData("/%4", "/%4")]
    [InlineData("/%zz", "/%zz")]
    [InlineData("/a;b=c", "/a;b=c")]
    [InlineData("/a?b/../c", "/a?b/../c")]
    [InlineData("/a/../b?c=%2e%2e/\\", "/b?c=%2e%2e/\\")]
    [InlineData("/a?", "/a?")]
    [InlineData("http://example.com", "/")]
    [InlineData("http://example.com/a/../b", "/b")]
    public void A_path_is_normalised_and_a_query_left_alone(string target, string expected)
    {
        Lax.Decide(Requests.Get(target)).ShouldForward().Target.ShouldBe(expected);
    }

    /// <summary>As Envoy resolves them: behind a slash, not behind a backslash. What is left of them is then refused by rule.</summary>
    [Theory]
    [InlineData("/a/..;/b", "/b")]
    [InlineData("/a\\..;/b", "/a/..;/b")]
    [InlineData("/a\\..;b", "/a/..;b")]
    [InlineData("/a\\..\\b", "/b")]
    public void Dot_segments_with_parameters_count_behind_a_slash_alone(string target, string expected)
    {
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll), Compiling.Lax(StrictnessRules.TargetDotSegments))
            .Decide(Requests.Get(target)).ShouldForward().Target.ShouldBe(expected);
    }

    [Theory]
    [AbuseCase("P9")]
    [InlineData("/a/.%00../b", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/%00", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/a#b", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/a?b#c", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/a b", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/a\tb", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/a?b\fc", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/a\u0001b", 400, ReasonCodes.TargetInvalid)]
    [InlineData("/a\u007fb", 400, ReasonCodes.TargetInvalid)]
    [InlineData("", 400, ReasonCodes.TargetInvalid)]
    [InlineData("a", 400, ReasonCodes.TargetInvalid)]
    [InlineData("ftp://example.com/", 400, ReasonCodes.TargetInvalid)]
    [InlineData("http:///a", 400, ReasonCodes.TargetInvalid)]
    public void What_is_no_path_is_refused(string target, int status, string reason)
    {
        Anything.Decide(Requests.Get(target)).ShouldRefuse(status, reason);
    }

    [Theory]
    [AbuseCase("P8")]
    [InlineData("OPTIONS", "*", 404)]
    [InlineData("GET", "*", 400)]
    [InlineData("CONNECT", "example.com:443", 400)]
    [InlineData("CONNECT", "/", 400)]
    [InlineData("get", "/", 400)]
    [InlineData("", "/", 400)]
    [InlineData("NOSUCH", "/", 400)]
    public void Methods_that_are_never_forwarded_are_refused(string method, string target, int status)
    {
        Anything.Decide(Requests.Make(method, target, [])).ShouldRespond(status);
    }

    [Theory]
    [InlineData("a\r\nb")]
    [InlineData("a b")]
    [InlineData("a\0")]
    public void An_authority_that_is_none_is_refused(string authority)
    {
        Anything.Decide(Requests.To(authority)).ShouldRespond(400);
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("x y", "1")]
    [InlineData("x(y", "1")]
    [InlineData("x\u00e9", "1")]
    [InlineData("x", "a\u0001b")]
    [InlineData("x", "a\0")]
    [InlineData("x", "a\r\nb")]
    [InlineData("x", "\u007f")]
    public void A_header_that_is_none_is_refused(string name, string value)
    {
        Anything.Decide(Requests.Get("/", (name, value))).ShouldRefuse(400, ReasonCodes.HeaderInvalid).Body.ShouldBe("Bad Request");
    }

    [Theory]
    [InlineData("x_y", "")]
    [InlineData("x", "a\tb")]
    [InlineData("x", "\u00e9\u0080")]
    [InlineData("!#$%&'*+-.^_`|~", "\"(),/:;<=>?@[\\]{}")]
    public void Unusual_headers_are_none_of_our_business(string name, string value)
    {
        Anything.Decide(Requests.Get("/", (name, value))).ShouldForward();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    [InlineData("PROPFIND")]
    [InlineData("TRACE")]
    public void Other_methods_are_forwarded(string method)
    {
        Anything.Decide(Requests.Make(method, "/", [])).ShouldForward();
    }

    [Theory]
    [AbuseCase("P2")]
    [InlineData("/a/..%2fb")]
    [InlineData("/a/%252e%252e/b")]
    [InlineData("/a/..%5cb")]
    [InlineData("/a%2f..%2fb")]
    [InlineData("/a/%252e%252e%252fb")]
    [InlineData("/a%2f.")]
    public void Dot_segments_that_appear_when_decoded_again_are_refused_by_rule(string target)
    {
        var response = Anything.Decide(Requests.Get(target)).ShouldRefuse(400, ReasonCodes.TargetDotSegments);

        response.Body.ShouldNotContain(target);
        Lax.Decide(Requests.Get(target)).ShouldForward();
    }

    [Theory]
    [InlineData("/a%2fb")]
    [InlineData("/a/..b%2fc")]
    [InlineData("/a/%25")]
    [InlineData("/a?x=..%2f")]
    [InlineData("/a/%2e%2e%2e")]
    public void Other_escapes_are_forwarded(string target)
    {
        Anything.Decide(Requests.Get(target)).ShouldForward();
    }

    [Fact]
    public void The_rule_on_dot_segments_is_asked_of_what_would_be_forwarded_only()
    {
        var policy = Compiling.Policy(Manifest.Service("""
            - {matchers: [{prefix: /a}], directResponseAction: {status: 200}}
            - {matchers: [{prefix: /b}], redirectAction: {hostRedirect: other.example}}
            - {matchers: [{prefix: /c}], routeAction: {single: {upstream: {name: up}}}, options: {regexRewrite: {pattern: {regex: '%2f'}, substitution: '-'}}}
            - {matchers: [{prefix: /d}], routeAction: {single: {upstream: {name: up}}}, options: {regexRewrite: {pattern: {regex: '-'}, substitution: '..'}}}
            """));

        policy.Decide(Requests.Get("/a/..%2f")).ShouldRespond(200);
        policy.Decide(Requests.Get("/b/..%2f")).ShouldRespond(301);
        policy.Decide(Requests.Get("/c/..%2f")).ShouldForward().Target.ShouldBe("/c/..-");
        policy.Decide(Requests.Get("/d/-/x")).ShouldRefuse(400, ReasonCodes.TargetDotSegments);
    }

    [Fact]
    [AbuseCase("P5")]
    public void Whatever_is_forwarded_holds_no_dot_segment_even_when_it_is_decoded_twice()
    {
        var pieces = Gen.OneOf("/", ".", "..", "%2e", "%2E", "%2f", "%5c", "\\", "%25", "252e", "2e", "2f", "a", ";", "%2e%2e", "//", "%c0%ae", "%", "?", "#");

        pieces.Array[1, 12].Select(string.Concat).Sample(
            path =>
            {
                if (Anything.Decide(Requests.Get("/" + path)).Forwarding is { } forwarding)
                {
                    string target = forwarding.Target.Split('?')[0];
                    string once = Latin1Unescape(target);
                    new[] { target, once, Latin1Unescape(once) }.SelectMany(t => t.Split('/', '\\')).ShouldNotContain(s => s == ".." || s == ".", path);
                }
            },
            iter: 6_000);
    }

    [Fact]
    [AbuseCase("P2")]
    public void Whatever_is_forwarded_is_normalised_already()
    {
        Gen.OneOf("/", ".", "..", "%2e", "%2f", "\\", "%41", "a", ";", "|", "%zz").Array[1, 10].Select(string.Concat).Sample(
            path =>
            {
                if (Anything.Decide(Requests.Get("/" + path)).Forwarding?.Target is { } once)
                {
                    Anything.Decide(Requests.Get(once)).ShouldForward().Target.ShouldBe(once);
                }
            },
            iter: 3_000);
    }

    private static string Latin1Unescape(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "%([0-9a-fA-F]{2})", m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString());
}
