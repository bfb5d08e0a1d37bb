using LlmPolicy.Conformance.Gateway;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public class EchoServerTests
{
    [Fact]
    public async Task A_request_reaches_the_upstream_byte_for_byte()
    {
        await using EchoServer echo = new();
        CaseRequest request = new("POST", "/a%2Fb/../é?x=%00", [["Host", "h.test"], ["X-Á", "ü"], ["x-b", "1"], ["X-B", "2"]], "body");

        Answer answer = await new RawClient(echo.Port).SendAsync(request);

        answer.Status.ShouldBe(200);
        answer.Headers.ShouldContain(new HeaderField("x-upstream", "echo"));
        UpstreamRequest sent = echo.Take().ShouldNotBeNull();
        (sent.Method, sent.Target, sent.Host).ShouldBe(("POST", WireText.FromText("/a%2Fb/../é?x=%00"), "h.test"));
        sent.Headers.Where(header => header.Name.StartsWith('x') || header.Name.StartsWith('X')).ShouldBe(
            [new(WireText.FromText("X-Á"), WireText.FromText("ü")), new("x-b", "1"), new("X-B", "2")]);
    }

    [Fact]
    public async Task A_request_that_never_came_is_not_made_up()
    {
        await using EchoServer echo = new();

        echo.Take().ShouldBeNull();
    }
}
