using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>What the second form compares beside the first's.</summary>
public class WireComparisonTests
{
    private static readonly UpstreamRequest Sent = new("GET", "/p", "h.test", []);

    private static readonly ExpectedUpstream Upstream = new("GET", "/p", [["host", "h.test"]]);

    [Fact]
    public void More_attempts_than_recorded_are_permissive() =>
        Compare(Went() with { Attempts = [new()] }, Got() with { Requests = [Sent, Sent] }).Verdict.ShouldBe(Verdict.Permissive);

    [Fact]
    public void Fewer_are_a_difference() =>
        Compare(Went() with { Attempts = [new(), new()] }, Got()).Reason.ShouldBe("upstream requests: expected 2, got 1");

    [Fact]
    public void A_second_request_on_the_connection_that_the_recording_does_not_have_is_permissive() =>
        Compare(Went(), Got() with { Requests = [Sent, Sent] }).Verdict.ShouldBe(Verdict.Permissive);

    [Fact]
    public void A_second_answer_with_content_that_the_recording_refuses_is_permissive()
    {
        Expectation recorded = Went() with { More = [new Expectation(400, []) { Body = "Bad Request" }] };

        Compare(recorded, Got() with { More = [new Answer(200, [], "", null)] }).Verdict.ShouldBe(Verdict.Permissive);
    }

    [Fact]
    public void A_body_that_broke_off_and_is_forwarded_as_whole_is_permissive()
    {
        Expectation recorded = new(0) { Upstream = Upstream with { Bytes = 5, Whole = false } };

        Compare(recorded, Answer.None with { Upstream = Sent with { Bytes = 5, Whole = true } }).Verdict.ShouldBe(Verdict.Permissive);
        Compare(recorded, Answer.None with { Upstream = Sent with { Bytes = 5 } }).Verdict.ShouldBe(Verdict.Identical);
        Compare(recorded, Answer.None with { Upstream = Sent with { Bytes = 4 } }).Verdict.ShouldBe(Verdict.Other);
    }

    [Fact]
    public void A_header_that_Connection_names_and_ours_sends_is_permissive()
    {
        CaseRequest request = new("GET", "/p", [["Host", "h.test"], ["Connection", "close, X-Own"], ["x-own", "1"]]);

        Comparisons.Of(new SuiteGroup("g", "")).Compare(new SuiteCase("c", request, Went()), Got() with { Upstream = Sent with { Headers = [new("x-own", "1")] } })
            .Verdict.ShouldBe(Verdict.Permissive);
    }

    [Fact]
    public void Content_where_the_recording_ends_the_connection_is_permissive() =>
        Compare(new Expectation(0) { End = "closed" }, new Answer(200, [], "said", null)).Verdict.ShouldBe(Verdict.Permissive);

    [Fact]
    public void Without_an_answer_any_end_is_the_same() =>
        Compare(new Expectation(0) { ResetCode = 2, GoAwayCode = 1 }, Answer.None).Verdict.ShouldBe(Verdict.Identical);

    [Theory]
    [InlineData("closed", nameof(WireEnd.Reset), Verdict.Identical)]
    [InlineData("reset", nameof(WireEnd.Closed), Verdict.Identical)]
    [InlineData("open", nameof(WireEnd.Open), Verdict.Identical)]
    [InlineData("closed", nameof(WireEnd.Open), Verdict.Other)]
    [InlineData("open", nameof(WireEnd.Closed), Verdict.Other)]
    public void Whether_a_connection_stays_open_counts_and_not_how_it_ends(string recorded, string ours, object verdict) =>
        Compare(Went() with { End = recorded }, Got() with { End = Enum.Parse<WireEnd>(ours) }).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_body_that_broke_off_at_the_client_differs_from_one_that_did_not()
    {
        Compare(Went() with { Cut = "closed" }, Got() with { Cut = WireEnd.Reset }).Verdict.ShouldBe(Verdict.Identical);
        Compare(Went() with { Cut = "closed" }, Got()).Reason.ShouldBe("cut: expected \"one\", got \"none\"");
    }

    [Fact]
    public void Interim_answers_trailers_and_a_tunnel_count()
    {
        Compare(Went() with { Interim = [new(103, [["link", "a"]])] }, Got()).Verdict.ShouldBe(Verdict.Other);
        Compare(Went() with { Interim = [new(103, [["link", "a"]])] }, Got() with { Interim = [(103, [new("link", "a")])] }).Verdict.ShouldBe(Verdict.Identical);
        Compare(Went() with { Trailers = [["x-t", "1"]] }, Got()).Verdict.ShouldBe(Verdict.Other);
        Compare(Went() with { Tunnel = "hello" }, Got() with { Tunnel = "hell" }).Verdict.ShouldBe(Verdict.Other);
    }

    [Fact]
    public void A_long_body_is_held_against_its_beginning_and_its_length()
    {
        Expectation recorded = Went() with { Body = new string('a', 4096), BodyBytes = 5000 };

        Compare(recorded, Got() with { Body = new string('a', 5000) }).Verdict.ShouldBe(Verdict.Identical);
        Compare(recorded, Got() with { Body = new string('a', 4999) }).Verdict.ShouldBe(Verdict.Other);
    }

    [Fact]
    public void A_masked_value_is_any_but_none()
    {
        Expectation recorded = Went() with { Headers = [["x-m-route", "<number>"]] };

        Compare(recorded, Got() with { Headers = [new("x-m-route", "17")] }).Verdict.ShouldBe(Verdict.Identical);
        Compare(recorded, Got()).Verdict.ShouldBe(Verdict.Other);
    }

    [Fact]
    public void An_attempt_that_differs_from_the_last_is_compared_as_it_was()
    {
        Expectation recorded = Went() with { Attempts = [new(Target: "/first"), new()] };

        Compare(recorded, Got() with { Requests = [Sent with { Target = "/first" }, Sent] }).Verdict.ShouldBe(Verdict.Identical);
        Compare(recorded, Got() with { Requests = [Sent, Sent] }).Verdict.ShouldBe(Verdict.Other);
    }

    private static CaseResult Compare(Expectation recorded, Answer ours) =>
        Comparisons.Of(new SuiteGroup("g", "")).Compare(new SuiteCase("c", new CaseRequest("GET", "/p", [["Host", "h.test"]]), recorded), ours);

    private static Expectation Went() => new(200, []) { Upstream = Upstream };

    private static Answer Got() => new(200, [], "", Sent);
}
