using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public class ComparisonTests
{
    private static readonly SuiteGroup Group = new("group", "claimsToHeaders:\n- claim: org\n  header: x-org\n");

    [Fact]
    public void The_same_refusal_is_identical()
    {
        Answer ours = new(401, [new("WWW-Authenticate", "Bearer"), new("content-length", "14")], "Jwt is missing", null);

        Compare(Refused(401, "Jwt is missing", ["www-authenticate", "Bearer"]), ours).Verdict.ShouldBe(Verdict.Identical);
    }

    [Fact]
    public void A_refusal_in_the_recording_that_ours_forwards_is_permissive() =>
        Compare(Refused(403, "RBAC: access denied"), Forwarded()).Verdict.ShouldBe(Verdict.Permissive);

    [Fact]
    public void A_direct_response_in_the_recording_that_ours_forwards_is_permissive() =>
        Compare(Refused(200, "up"), Forwarded()).Verdict.ShouldBe(Verdict.Permissive);

    [Fact]
    public void A_refusal_in_the_recording_that_ours_answers_with_content_is_permissive() =>
        Compare(Refused(401, "Jwt is missing"), new Answer(200, [], "up", null)).Verdict.ShouldBe(Verdict.Permissive);

    [Fact]
    public void A_refusal_of_what_the_recording_forwards_is_other_where_no_rule_says_so()
    {
        CaseResult result = Compare(Sent(), new Answer(401, [], "Jwt is missing", null));

        result.ShouldBe(new CaseResult("case", Verdict.Other, "expected 200 from upstream, got 401 \"Jwt is missing\""));
    }

    [Theory]
    [InlineData("authorization", "Bearer eyJ.x.y")]
    [InlineData("Cookie", "session=1")]
    [InlineData("x-org", "acme")]
    [InlineData("X-Provider", "key")]
    [InlineData("x-anything", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln")]
    public void A_credential_token_or_claim_that_only_ours_sends_is_permissive(string name, string value)
    {
        KeyValuePair<ResourceName, HeaderSecret> secret = new(
            new ResourceName("default", "s"), new HeaderSecret(new Dictionary<string, SecretValue> { ["x-provider"] = new("key") }));
        SuiteCase recorded = Case(Sent());

        Comparisons.Of(Group, secret).Compare(recorded, Forwarded(new HeaderField(name, value))).Verdict.ShouldBe(Verdict.Permissive);
    }

    [Fact]
    public void A_second_credential_on_the_line_of_a_recorded_one_is_permissive() =>
        Compare(Sent(["authorization", "Bearer provider"]), Forwarded(new HeaderField("authorization", "Bearer caller, Bearer provider")))
            .Verdict.ShouldBe(Verdict.Permissive);

    [Fact]
    public void The_crumbs_of_a_cookie_on_one_line_are_a_difference_and_no_more()
    {
        Compare(Sent(["cookie", "a=1"], ["cookie", "b=2"]), Forwarded(new HeaderField("cookie", "a=1; b=2"))).Verdict.ShouldBe(Verdict.Other);
        Compare(Sent(["cookie", "a=1"]), Forwarded(new HeaderField("cookie", "a=1; b=2"))).Verdict.ShouldBe(Verdict.Permissive);
    }

    [Fact]
    public void A_claim_that_the_caller_wrote_in_place_of_the_verified_one_is_permissive()
    {
        SuiteCase recorded = new("case", new CaseRequest("GET", "/p", [["X-Org", "spoofed"]]), Sent(["x-org", "acme"]));

        Comparisons.Of(Group).Compare(recorded, Forwarded(new HeaderField("x-org", "spoofed"))).Verdict.ShouldBe(Verdict.Permissive);
    }

    [Fact]
    public void A_claim_written_otherwise_is_a_difference_and_no_more() =>
        Compare(Sent(["x-org", "acme"]), Forwarded(new HeaderField("x-org", "Acme"))).Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void Another_extra_header_is_a_difference_and_no_more() =>
        Compare(Sent(), Forwarded(new HeaderField("x-a", "1")))
            .ShouldBe(new CaseResult("case", Verdict.Other, "upstream x-a: expected none, got \"1\""));

    [Fact]
    public void A_missing_header_is_a_difference() =>
        Compare(Sent(["x-a", "1"]), Forwarded()).Verdict.ShouldBe(Verdict.Other);

    [Theory]
    [InlineData("a,b", "a , b")]
    [InlineData("a, b", "a,b")]
    public void White_space_around_a_lists_commas_does_not_count(string recorded, string ours) =>
        Compare(Sent(["x-a", recorded]), Forwarded(new HeaderField("x-a", ours))).Verdict.ShouldBe(Verdict.Identical);

    [Fact]
    public void Several_lines_count_as_one_joined_by_commas() =>
        Compare(Sent(["x-a", "1"], ["x-a", "2"]), Forwarded(new HeaderField("X-A", "1,2"))).Verdict.ShouldBe(Verdict.Identical);

    [Fact]
    public void The_order_of_a_headers_values_counts() =>
        Compare(Sent(["x-a", "1"], ["x-a", "2"]), Forwarded(new("x-a", "2"), new("x-a", "1"))).Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void The_order_of_headers_of_different_names_does_not_count() =>
        Compare(Sent(["x-a", "1"], ["x-b", "2"]), Forwarded(new("x-b", "2"), new("x-a", "1"))).Verdict.ShouldBe(Verdict.Identical);

    [Theory]
    [InlineData("POST", "/p", "h.test")]
    [InlineData("GET", "/P", "h.test")]
    [InlineData("GET", "/p", "H.test")]
    public void Method_target_and_host_are_equal_byte_for_byte(string method, string target, string host) =>
        Compare(Sent(), Forwarded() with { Upstream = new UpstreamRequest(method, target, host, []) }).Verdict.ShouldBe(Verdict.Other);

    [Theory]
    [InlineData(401, "Jwt is expired", "Bearer")]
    [InlineData(403, "Jwt is missing", "Bearer")]
    [InlineData(401, "Jwt is missing", "Bearer error")]
    public void Another_status_body_or_challenge_is_a_difference(int status, string body, string challenge) =>
        Compare(Refused(401, "Jwt is missing", ["www-authenticate", "Bearer"]), new Answer(status, [new("www-authenticate", challenge)], body, null))
            .Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void A_response_header_that_was_to_be_removed_is_a_difference() =>
        Compare(Sent(), Forwarded() with { Headers = [new("x-upstream", "echo")] }).Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void What_a_head_request_looks_like_upstream_is_not_compared()
    {
        Expectation reached = new(200, []) { ReachedUpstream = true };

        Compare(reached, Forwarded(new HeaderField("x-a", "1"))).Verdict.ShouldBe(Verdict.Identical);
    }

    [Fact]
    public void Bytes_above_ascii_are_recorded_one_char_each() =>
        Compare(Sent(["x-a", "Ã¼"]), Forwarded(new HeaderField("x-a", "\u00C3\u00BC"))).Verdict.ShouldBe(Verdict.Identical);

    [Fact]
    public void Bytes_that_were_encoded_twice_are_a_difference() =>
        Compare(Sent(["x-a", "Ã¼"]), Forwarded(new HeaderField("x-a", WireText.FromText("Ã¼")))).Verdict.ShouldBe(Verdict.Other);

    private static CaseResult Compare(Expectation recorded, Answer ours) => Comparisons.Of(Group).Compare(Case(recorded), ours);

    private static SuiteCase Case(Expectation recorded) => new("case", new CaseRequest("GET", "/p", []), recorded);

    private static Expectation Refused(int status, string body, params IReadOnlyList<string>[] headers) => new(status, headers) { Body = body };

    private static Expectation Sent(params IReadOnlyList<string>[] headers) =>
        new(200, []) { Upstream = new ExpectedUpstream("GET", "/p", [["host", "h.test"], .. headers]) };

    private static Answer Forwarded(params HeaderField[] headers) => new(200, [], "", new UpstreamRequest("GET", "/p", "h.test", headers));
}
