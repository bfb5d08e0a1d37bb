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
    public void A_request_line_that_the_server_can_not_read_may_be_refused(string target) =>
        Compare(target, "h.test", target, 400, "").Reason.ShouldStartWith("server.request-line: ");

    [Theory]
    [InlineData("/a")]
    [InlineData("http://h.test/a")]
    [InlineData("/a?x=%00")]
    public void One_that_it_can_read_may_not(string target) => Compare(target, "h.test", "/a", 400, "").Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void A_host_that_is_none_may_be_refused() => Compare("/a", ".h.test", "/a", 400, "Bad Request").Reason.ShouldStartWith("host.syntax: ");

    [Fact]
    public void A_rewritten_target_without_its_slash_may_be_refused() =>
        Compare("/a", "h.test", "a", 400, "Bad Request").Reason.ShouldStartWith("target.no-path: ");

    private static CaseResult Compare(string target, string host, string sent, int status, string body)
    {
        SuiteCase recorded = new(
            "case", new CaseRequest("GET", target, [["Host", host]]), new Expectation(200, []) { Upstream = new ExpectedUpstream("GET", sent, [["host", host]]) });
        Comparison comparison = new(new SuiteGroup("group", ""), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        return comparison.Compare(recorded, new Answer(status, [], body, null));
    }
}
