namespace LlmPolicy.Tests;

/// <summary>Of two fields of one choice the one that the API lists later counts, in whatever order the manifest has them (Gloo's translator).</summary>
public sealed class ChoiceTests
{
    [Theory]
    [InlineData("exact: /a, prefix: /", "/a", "/b")]
    [InlineData("prefix: /, exact: /a", "/a", "/b")]
    [InlineData("regex: '/a.', exact: /b", "/ab", "/b")]
    [InlineData("exact: null, prefix: /a", "/a/b", "/b")]
    public void A_matchers_path_is_the_later_of_prefix_exact_and_regex(string matcher, string fitting, string other)
    {
        var policy = Compiling.Policy(Manifest.Service($"- {{matchers: [{{{matcher}}}], directResponseAction: {{status: 200}}}}"));

        policy.Decide(Requests.Get(fitting)).ShouldRespond(200);
        policy.Decide(Requests.Get(other)).ShouldRespond(404);
    }

    [Theory]
    [InlineData("directResponseAction: {status: 200}, redirectAction: {pathRedirect: /a}", 200)]
    [InlineData("redirectAction: {pathRedirect: /a}, routeAction: {single: {upstream: {name: up}}}", 301)]
    [InlineData("directResponseAction: {status: 200}, routeAction: {single: {upstream: {name: up}}}", 200)]
    [InlineData("delegateAction: {ref: {name: t, namespace: default}}, directResponseAction: {status: 200}", 404)]
    public void A_routes_action_is_the_later_of_route_redirect_direct_response_and_delegation(string actions, int status)
    {
        Compiling.Policy(Manifest.Service($"- {{{actions}}}")).Decide(Requests.Get("/")).ShouldRespond(status);
    }

    [Theory]
    [InlineData("autoHostRewrite: true, hostRewrite: a.example", null)]
    [InlineData("autoHostRewrite: false, hostRewrite: a.example", "example.com")]
    [InlineData("hostRewriteHeader: x-host, autoHostRewrite: true", "by-header.example")]
    [InlineData("hostRewriteHeader: x-host, hostRewritePathRegex: {pattern: {regex: '.*'}, substitution: by-path.example}", "by-header.example")]
    [InlineData("hostRewritePathRegex: {pattern: {regex: '^.*$'}, substitution: by-path.example}, autoHostRewrite: true", "by-path.example")]
    public void A_host_is_rewritten_by_the_later_of_the_four_ways(string options, string? host)
    {
        Compiling.Policy(Manifest.Route($"{{{options}}}")).Decide(Requests.Get("/a", ("x-host", "by-header.example"))).ShouldForward().Host.ShouldBe(host);
    }

    [Theory]
    [InlineData("pathRedirect: /c, prefixRewrite: /d", "http://example.com/d")]
    [InlineData("regexRewrite: {pattern: {regex: a}, substitution: e}, pathRedirect: /c", "http://example.com/e")]
    public void A_redirects_path_is_the_later_of_path_prefix_and_regex(string action, string location)
    {
        Compiling.Policy(Manifest.Service($"- {{matchers: [{{prefix: /a}}], redirectAction: {{{action}}}}}"))
            .Decide(Requests.Get("/a")).ShouldRespond(301).Header("location").ShouldBe(location);
    }

    [Fact]
    public void A_destination_is_the_later_of_single_multi_group_and_header()
    {
        var policy = Compiling.Policy(Manifest.Service(
            "- routeAction: {multi: {destinations: [{weight: 1, destination: {upstream: {name: other}}}]}, single: {upstream: {name: up}}}")
            + "\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: other}\nspec: {static: {hosts: [{addr: other.example, port: 80}]}}\n");

        policy.Decide(Requests.Get("/")).ShouldForward().Upstream.ShouldBe(new ResourceName("default", "other"));
    }

    [Fact]
    public void A_Secret_takes_the_place_of_the_header_beside_it()
    {
        var policy = Compiling.Policy(
            Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: s, namespace: default}, header: {key: x-a, value: a}}]}")
            + Manifest.Secret("s", "x-key: k"));

        var request = Requests.Get("/");
        var decision = policy.Decide(request);
        (decision.Sent(request, "x-a"), decision.Sent(request, "secret:default/s")).ShouldBe((null, "Append"));
    }

    [Fact]
    public void What_does_not_count_still_has_to_be_of_its_type()
    {
        Compiling.Diagnostics(Manifest.Service("- {matchers: [{prefix: 1, exact: /a}], directResponseAction: {status: 200}}"))
            .ShouldContain(d => d.Code == DiagnosticCodes.WrongType);
    }
}
