using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public class ServerRuleTests
{
    [Theory]
    [InlineData("admin")]
    [InlineData("*")]
    [InlineData("ftp://h.test/a")]
    [InlineData("HTTP://h.test/a")]
    [InlineData("/a%00b")]
    [InlineData("/é")]
    [InlineData("/a\u0001b")]
    [InlineData("http://h%41t/a")]
    [InlineData("http://h.test:99999/a")]
    [InlineData("http://.h.test/a")]
    [InlineData("http:///a")]
    public void A_request_line_that_the_server_can_not_read_may_be_refused(string target) =>
        Compare(target, "h.test", target, 400, "").Reason.ShouldStartWith("server.request-line: ");

    [Theory]
    [InlineData("/a")]
    [InlineData("http://h.test/a")]
    [InlineData("https://u:p@h.test:80/a%20b?|")]
    [InlineData("/a%01%ff|\"")]
    [InlineData("/a?x=%00")]
    public void One_that_it_can_read_may_not(string target) => Compare(target, "h.test", "/a", 400, "").Verdict.ShouldBe(Verdict.Other);

    [Theory]
    [InlineData(".h.test", "Bad Request")]
    [InlineData("a..b", "Bad Request")]
    [InlineData("a:99999", "Bad Request")]
    [InlineData("a,b", "")]
    [InlineData("a:b", "")]
    [InlineData("u@a", "")]
    [InlineData("[::1", "")]
    public void A_host_that_is_none_may_be_refused(string host, string body) =>
        Compare("/a", host, "/a", 400, body).Reason.ShouldStartWith("host.syntax: ");

    [Theory]
    [InlineData("h.test", "")]
    [InlineData("h.test", "Bad Request")]
    [InlineData("[::1]:80", "")]
    [InlineData("a_b.test.", "Bad Request")]
    [InlineData(".h.test", "")]
    public void One_that_is_one_may_not(string host, string body) => Compare("/a", host, "/a", 400, body).Verdict.ShouldBe(Verdict.Other);

    [Theory]
    [InlineData("x y", true)]
    [InlineData("xé", true)]
    [InlineData("x(y", false)]
    [InlineData("x_y", false)]
    public void A_header_whose_name_the_server_can_not_read_may_be_refused(string name, bool byRule)
    {
        CaseResult result = Compare(new CaseRequest("GET", "/a", [["Host", "h.test"], [name, "1"]]), new Expectation(400, []) { Body = "Bad Request" }, 400, "");

        result.Rules.ShouldBe(byRule ? ["server.header-line"] : []);
    }

    [Fact]
    public void Two_hosts_may_be_refused()
    {
        CaseRequest request = new("GET", "/a", [["Host", "a.test"], ["Host", "b.test"]]);

        Compare(request, new Expectation(404, []) { Body = "" }, 400, "").Rules.ShouldBe(["host.syntax"]);
    }

    [Fact]
    public void A_rewritten_target_without_its_slash_may_be_refused() =>
        Compare("/a", "h.test", "a", 400, "Bad Request").Reason.ShouldStartWith("target.no-path: ");

    [Fact]
    public void Of_a_HEAD_the_rewrite_in_the_manifest_tells()
    {
        CaseRequest request = new("HEAD", "/a", [["Host", "h.test"]]);
        Expectation reached = new(200, []) { ReachedUpstream = true };

        Compare(request, reached, 400, "", "options: {prefixRewrite: x}").Rules.ShouldBe(["target.no-path"]);
        Compare(request, reached, 400, "", "options: {}").Verdict.ShouldBe(Verdict.Other);
    }

    private static CaseResult Compare(string target, string host, string sent, int status, string body) =>
        Compare(
            new CaseRequest("GET", target, [["Host", host]]),
            new Expectation(200, []) { Upstream = new ExpectedUpstream("GET", sent, [["host", host]]) },
            status,
            body);

    private static CaseResult Compare(CaseRequest request, Expectation recorded, int status, string body, string manifests = "")
    {
        Comparison comparison = new(new SuiteGroup("group", manifests), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        return comparison.Compare(new SuiteCase("case", request, recorded), new Answer(status, [], body, null));
    }
}
