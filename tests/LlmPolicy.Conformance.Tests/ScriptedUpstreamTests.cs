using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Conformance.Gateway.Upstream;
using LlmPolicy.Conformance.Gateway.Wire;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>The upstream of the recordings, asked by HttpClient, and by the client that the gateway is asked with.</summary>
public class ScriptedUpstreamTests
{
    [Fact]
    public async Task A_request_reaches_the_upstream_byte_for_byte()
    {
        await using ScriptedUpstream upstream = new();
        CaseRequest request = new("POST", "/a%2Fb/../é?x=%00", [["Host", "h.test"], ["X-Á", "ü"], ["x-b", "1"], ["X-B", "2"]], "body");
        await using UpstreamVisit visit = upstream.Visit(request);

        Answer answer = await new Http1Client(upstream.Port).SendAsync(new SuiteCase("c", request, new Expectation(200)));

        answer.Status.ShouldBe(200);
        answer.Headers.ShouldContain(new HeaderField("x-upstream", "echo"));
        UpstreamRequest sent = visit.Received.ShouldHaveSingleItem();
        (sent.Method, sent.Target, sent.Host).ShouldBe(("POST", WireText.FromText("/a%2Fb/../é?x=%00"), "h.test"));
        (sent.Bytes, sent.Whole, sent.Body).ShouldBe((4, true, "body"));
        sent.Headers.Where(header => header.Name.StartsWith('x') || header.Name.StartsWith('X')).ShouldBe(
            [new(WireText.FromText("X-Á"), WireText.FromText("ü")), new("x-b", "1"), new("X-B", "2")]);
    }

    [Fact]
    public async Task A_request_that_never_came_is_not_made_up()
    {
        await using ScriptedUpstream upstream = new();
        await using UpstreamVisit visit = upstream.Visit(new CaseRequest("GET", "/"));

        visit.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_request_has_its_steps_and_any_more_the_last_ones()
    {
        await using ScriptedUpstream upstream = new();
        await using UpstreamVisit visit = upstream.Visit(Scripted([new ScriptStep.Answer(503, [["x-try", "first"]], "no")], [new ScriptStep.Echo()]));
        using HttpClient client = new();
        List<string> seen = [];

        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync(Address(upstream), TestContext.Current.CancellationToken);
            seen.Add($"{(int)answer.StatusCode} {string.Join(',', answer.Headers.TryGetValues("x-try", out IEnumerable<string>? tries) ? tries : [])}");
        }

        seen.ShouldBe(["503 first", "200 ", "200 "]);
        visit.Received.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_body_that_is_broken_off_is_seen_as_such()
    {
        await using ScriptedUpstream upstream = new();
        await using UpstreamVisit visit = upstream.Visit(Scripted([new ScriptStep.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", 1), new ScriptStep.Close()]));

        Answer answer = await new Http1Client(upstream.Port).SendAsync(
            new SuiteCase("c", new CaseRequest("GET", "/", [["Host", "h"]]), new Expectation(200) { Cut = "closed" }));

        (answer.Status, answer.Body, answer.Cut).ShouldBe((200, "abc", WireEnd.Closed));
    }

    [Fact]
    public async Task A_reset_is_none_of_the_other_ends()
    {
        await using ScriptedUpstream upstream = new();
        await using UpstreamVisit visit = upstream.Visit(Scripted([new ScriptStep.Reset()]));

        Answer answer = await new Http1Client(upstream.Port).SendAsync(Raw("GET / HTTP/1.1\r\nHost: h\r\n\r\n", new Expectation(0)));

        (answer.Status, answer.End).ShouldBe((0, WireEnd.Reset));
    }

    [Fact]
    public async Task An_early_answer_comes_before_the_body_is_there()
    {
        await using ScriptedUpstream upstream = new();
        await using UpstreamVisit visit = upstream.Visit(Scripted([new ScriptStep.Early(), new ScriptStep.Answer(413, [], "too large")]));

        Answer answer = await new Http1Client(upstream.Port).SendAsync(Raw("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345", new Expectation(413)));

        (answer.Status, answer.Body, answer.End).ShouldBe((413, "too large", WireEnd.Open));
        visit.Received.ShouldHaveSingleItem().Whole.ShouldBeFalse();
    }

    [Fact]
    public async Task Answers_on_one_connection_are_told_apart()
    {
        await using ScriptedUpstream upstream = new();
        await using UpstreamVisit visit = upstream.Visit(Scripted(
            [new ScriptStep.Send("HTTP/1.1 100 Continue\r\n\r\n", 1), new ScriptStep.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nx-t: 1\r\n\r\n", 1)],
            [new ScriptStep.Answer(404, [], "none")]));

        Answer answer = await new Http1Client(upstream.Port).SendAsync(
            Raw("GET /a HTTP/1.1\r\nHost: h\r\n\r\nHEAD /b HTTP/1.1\r\nHost: h\r\n\r\n", new Expectation(200) { More = [new Expectation(404)] }));

        (answer.Status, answer.Body, answer.Interim.Single().Status).ShouldBe((200, "ab", 100));
        answer.Trailers.ShouldBe([new HeaderField("x-t", "1")]);
        (answer.More.Single().Status, answer.More.Single().Body).ShouldBe((404, ""));
    }

    [Fact]
    public async Task An_upgrade_is_taken_and_its_bytes_come_back()
    {
        await using ScriptedUpstream upstream = new();
        await using UpstreamVisit visit = upstream.Visit(new CaseRequest("GET", "/"));
        using HttpRequestMessage request = new(HttpMethod.Get, Address(upstream)) { Headers = { { "Upgrade", "websocket" }, { "Connection", "Upgrade" }, { "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==" } } };
        using HttpClient client = new();

        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols);
        // The example of RFC 6455, 1.3.
        answer.Headers.GetValues("sec-websocket-accept").ShouldBe(["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]);
        await using Stream tunnel = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await tunnel.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        byte[] back = new byte[5];
        await tunnel.ReadExactlyAsync(back, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(back).ShouldBe("hello");
    }

    [Fact]
    public async Task What_still_goes_on_ends_with_its_case()
    {
        await using ScriptedUpstream upstream = new();
        UpstreamVisit visit = upstream.Visit(Scripted([new ScriptStep.Wait(TimeSpan.FromHours(1))]));
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, upstream.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        await visit.DisposeAsync();

        (await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    private static Uri Address(ScriptedUpstream upstream) => new($"http://127.0.0.1:{upstream.Port}/");

    private static CaseRequest Scripted(params IReadOnlyList<ScriptStep>[] script) => new("GET", "/") { Script = script };

    private static SuiteCase Raw(string bytes, Expectation expected) => new("c", new CaseRequest("GET", "/") { Raw = [WirePiece.Of(bytes)] }, expected);
}
