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

    [Theory]
    [InlineData(400, 400)]
    [InlineData(400, 426)]
    [InlineData(431, 431)]
    [InlineData(400, 0)]
    [InlineData(0, 400)]
    [InlineData(426, 400)]
    public void Bytes_that_both_refuse_may_be_refused_in_the_servers_words(int recorded, int ours) =>
        CompareRaw(Refusal(recorded), new Answer(ours, [], "", null) { End = WireEnd.Closed }).Rules.ShouldBe(["server.words"]);

    [Theory]
    [InlineData(401, 400)]
    [InlineData(403, 0)]
    [InlineData(400, 404)]
    [InlineData(400, 500)]
    public void What_the_policy_answers_is_not_in_the_servers_words(int recorded, int ours) =>
        CompareRaw(Refusal(recorded), new Answer(ours, [], "", null) { End = WireEnd.Closed }).Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void A_refusal_in_any_words_may_stand_where_the_recording_ends_without_one()
    {
        CompareRaw(Refusal(0), new Answer(400, [new("x-llmpolicy-decision", "1")], "Bad Request", null) { End = WireEnd.Closed }).Rules.ShouldBe(["server.words"]);
        CompareRaw(Refusal(0), new Answer(403, [], "", null) { End = WireEnd.Closed }).Verdict.ShouldBe(Verdict.Other);
    }

    [Fact]
    public void An_answer_with_a_decision_or_a_body_is_not_the_servers()
    {
        CompareRaw(Refusal(400), new Answer(400, [new("x-llmpolicy-decision", "1")], "", null) { End = WireEnd.Closed }).Verdict.ShouldBe(Verdict.Other);
        CompareRaw(Refusal(400), new Answer(400, [], "Bad", null) { End = WireEnd.Closed }).Verdict.ShouldBe(Verdict.Other);
    }

    [Fact]
    public void Its_answers_over_HTTP_1_have_Envoys_text() =>
        CompareRaw(Refusal(431), new Answer(400, [], "Bad Request", null) { End = WireEnd.Closed }).Rules.ShouldBe(["server.words"]);

    [Fact]
    public void A_stream_that_both_end_may_have_reached_the_upstream_in_the_recording()
    {
        ExpectedUpstream broken = new("POST", "/a", []);
        CompareRaw(new Expectation(0, []) { Upstream = broken, End = "closed" }, new Answer(0, [], "", null) { End = WireEnd.Closed }).Rules.ShouldBe(["server.words"]);
        CompareRaw(new Expectation(0, []) { Upstream = broken with { Whole = true }, End = "closed" }, new Answer(0, [], "", null) { End = WireEnd.Closed })
            .Verdict.ShouldBe(Verdict.Other);
    }

    [Theory]
    [InlineData("HTTP/1.1 1000 X\r\n\r\n", true)]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n", true)]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1  200 OK\r\n\r\n", true)]
    [InlineData("HTTP/1.1 205 Reset\r\nContent-Length: 5\r\n\r\nhello", true)]
    [InlineData("HTTP/1.1 101 Other\r\nUpgrade: websocket\r\n\r\n", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", false)]
    [InlineData("HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", false)]
    public void An_answer_that_is_none_may_be_refused(string answer, bool byRule) =>
        CompareAnswer(new CaseRequest("GET", "/a", [["Host", "h.test"]]), answer).Rules.ShouldBe(byRule ? ["client.answer"] : []);

    [Theory]
    [InlineData("websocket", false)]
    [InlineData("h2c", true)]
    public void A_switch_to_the_protocol_that_was_asked_for_may_not(string granted, bool byRule) =>
        CompareAnswer(
            new CaseRequest("GET", "/a", [["Host", "h.test"], ["Connection", "Upgrade"], ["Upgrade", "websocket"]]), $"HTTP/1.1 101 X\r\nUpgrade: {granted}\r\n\r\n")
            .Rules.ShouldBe(byRule ? ["client.answer"] : []);

    [Theory]
    [InlineData("Content-Length", "5", true)]
    [InlineData("Transfer-Encoding", "chunked", true)]
    [InlineData("Content-Length", "0", false)]
    [InlineData("x-a", "1", false)]
    public void A_request_for_another_protocol_with_a_body_may_be_refused(string name, string value, bool byRule)
    {
        CaseRequest request = new("GET", "/a", [["Host", "h.test"], ["Connection", "keep-alive, Upgrade"], ["Upgrade", "websocket"], [name, value]]);

        Compare(request, new Expectation(101, []) { ReachedUpstream = true }, 400, "Bad Request").Rules.ShouldBe(byRule ? ["server.upgrade"] : []);
    }

    [Theory]
    [InlineData("Content-Length: 9", "12345", 401, true)]
    [InlineData("Transfer-Encoding: chunked", "5\r\nhello\r\n", 401, true)]
    [InlineData("Content-Length: 5", "12345", 401, false)]
    [InlineData("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n", 401, false)]
    [InlineData("Content-Length: 9", "12345", 403, false)]
    public void Behind_the_same_refusal_the_rest_of_a_body_may_be_read(string framing, string body, int ours, bool byRule)
    {
        Comparison comparison = new(new SuiteGroup("group", ""), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        string[] field = framing.Split(": ");
        CaseRequest request = new("POST", "/a", [["Host", "h.test"], [field[0], field[1]]]) { Raw = [WirePiece.Of($"POST /a HTTP/1.1\r\nHost: h.test\r\n{framing}\r\n\r\n{body}")] };

        comparison.Compare(new SuiteCase("case", request, new Expectation(401, []) { Body = "Jwt is missing", End = "closed" }), new Answer(ours, [], "Jwt is missing", null) { End = WireEnd.Open })
            .Rules.ShouldBe(byRule ? ["server.drain"] : []);
    }

    [Fact]
    public void A_connection_that_stays_open_has_not_been_refused() =>
        CompareRaw(Refusal(400), new Answer(400, [], "", null) { End = WireEnd.Open }).Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void What_the_recording_refuses_and_ours_forwards_is_permissive_in_any_words() =>
        CompareRaw(Refusal(400), new Answer(400, [], "", new UpstreamRequest("GET", "/", "h", [])) { End = WireEnd.Closed }).Verdict.ShouldBe(Verdict.Permissive);

    [Theory]
    [InlineData("5 ;a\r\nhello\r\n0\r\n\r\n", true)]
    [InlineData("+5\r\nhello\r\n0\r\n\r\n", true)]
    [InlineData("5\nhello\n0\n\n", true)]
    [InlineData("5\r\nhello0\r\n\r\n", true)]
    [InlineData("0\r\n: 1\r\n\r\n", true)]
    [InlineData("5;a=b\r\nhello\r\n0\r\nx-t: 1\r\n\r\n", false)]
    [InlineData("00A\r\n0123456789\r\n0\r\n\r\n", false)]
    public void Chunks_that_are_not_as_the_RFC_writes_them_may_be_refused(string body, bool byRule) => CompareForwarded(
        "Transfer-Encoding: chunked", body).Rules.ShouldBe(byRule ? ["server.chunks"] : []);

    [Theory]
    [InlineData("x-a: 1\r\n 2", "server.header-line")]
    [InlineData("Content-Length: 9223372036854775807", "server.length")]
    [InlineData("Content-Length: 18446744073709551615", "server.length")]
    [InlineData("Content-Length: 9223372036854775806", null)]
    public void A_folded_line_and_a_length_beyond_counting_may_be_refused(string header, string? rule) =>
        CompareForwarded(header, "", header.StartsWith("Content", StringComparison.Ordinal) ? "Bad Request" : "").Rules.ShouldBe(rule is null ? [] : [rule]);

    [Theory]
    [InlineData("a=1; b=2", 200, "ByRule")]
    [InlineData("b=2; a=1", 200, "Other")]
    [InlineData("a=1, b=2; c=3", 200, "Permissive")]
    [InlineData("a=1; b=2", 500, "Other")]
    public void Lines_of_a_cookie_may_be_one_and_nothing_else(string cookie, int status, string verdict)
    {
        Comparison comparison = new(new SuiteGroup("group", ""), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        SuiteCase recorded = new("case", new CaseRequest("GET", "/p", []), new Expectation(200, []) { Upstream = new ExpectedUpstream("GET", "/p", [["host", "h.test"], ["cookie", "a=1"], ["cookie", "b=2"]]) });

        comparison.Compare(recorded, new Answer(status, [], "", new UpstreamRequest("GET", "/p", "h.test", [new HeaderField("cookie", cookie)]))).Verdict.ToString().ShouldBe(verdict);
    }

    [Fact]
    public void Only_an_empty_host_and_trailers_may_pass_that_the_recording_ends()
    {
        IReadOnlyList<string> host = [":authority", "h.test"];
        PassHttp2(new Http2Request([host, ["host", ""]])).Rules.ShouldBe(["server.http1"]);
        PassHttp2(new Http2Request([host]) { Trailers = [["content-length", "3"]] }).Rules.ShouldBe(["server.http1"]);
        PassHttp2(new Http2Request([host]) { Trailers = [["x-t", new string('a', 62_000)]] }).Rules.ShouldBe(["server.http1"]);
        PassHttp2(new Http2Request([host]) { Trailers = [.. Enumerable.Range(0, 101).Select(i => (IReadOnlyList<string>)[$"x-{i}", "1"])] }).Rules.ShouldBe(["server.http1"]);
        PassHttp2(new Http2Request([host, ["host", "other.test"]])).Verdict.ShouldBe(Verdict.Permissive);
        PassHttp2(new Http2Request([host]) { Trailers = [["x-t", "1"]] }).Verdict.ShouldBe(Verdict.Permissive);
        PassHttp2(new Http2Request([host, ["host", ""]]), 2).Verdict.ShouldBe(Verdict.Permissive);
    }

    private static CaseResult CompareAnswer(CaseRequest request, string answer)
    {
        Comparison comparison = new(new SuiteGroup("group", ""), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        UpstreamRequest sent = new("GET", "/a", "h.test", []);
        return comparison.Compare(
            new SuiteCase(
                "case", request with { Script = [[new ScriptStep.Send(answer, 1)]] },
                new Expectation(200, []) { Upstream = new ExpectedUpstream("GET", "/a", [["host", "h.test"]]), Attempts = [new ExpectedAttempt()] }),
            new Answer(502, [], "upstream connect error or disconnect/reset before headers. reset reason: protocol error", sent));
    }

    private static CaseResult PassHttp2(Http2Request block, int times = 1)
    {
        UpstreamRequest sent = new("GET", "/a", "h.test", []);
        Comparison comparison = new(new SuiteGroup("group", ""), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        return comparison.Compare(
            new SuiteCase("case", new CaseRequest("GET", "/a", [["host", "h.test"]]) { Http2 = block }, new Expectation(0, [])),
            new Answer(200, [], "", sent) { Requests = [.. Enumerable.Repeat(sent, times)] });
    }

    private static CaseResult CompareForwarded(string header, string body, string answer = "Bad Request")
    {
        Comparison comparison = new(new SuiteGroup("group", ""), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        string[] field = header.Split(": ");
        CaseRequest request = new("POST", "/a", [["Host", "h.test"], [field[0], field[1]]]) { Raw = [WirePiece.Of($"POST /a HTTP/1.1\r\nHost: h.test\r\n{header}\r\n\r\n{body}")] };
        return comparison.Compare(new SuiteCase("case", request, new Expectation(200, []) { ReachedUpstream = true }), new Answer(400, [], answer, null) { End = WireEnd.Closed });
    }

    private static Expectation Refusal(int status) => new(status, []) { Body = status == 0 ? null : "Bad Request", End = "closed" };

    private static CaseResult CompareRaw(Expectation recorded, Answer ours)
    {
        Comparison comparison = new(new SuiteGroup("group", ""), new Dictionary<ResourceName, HeaderSecret>(), DifferenceRules.Gateway);
        CaseRequest request = new("GET", "/a", [["Host", "h.test"]]) { Raw = [WirePiece.Of("GET /a HTTP/1.1\r\nHost: h.test\r\n\r\n")] };
        return comparison.Compare(new SuiteCase("case", request, recorded), ours);
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
