using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>Framing that Kestrel takes and Envoy refuses: what goes upstream is one well-formed request, and what follows is decided on by itself.</summary>
public sealed class FramingTests
{
    private const string Chunked = "5\r\nhello\r\n0\r\n\r\n";

    /// <summary>Behind each stands a request that the policy refuses.</summary>
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: gateway.example.com\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked, true)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + Chunked, true)]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked, true)]
    [InlineData("Transfer-Encoding: x, chunked\r\n\r\n" + Chunked, false)]
    [InlineData("Transfer-Encoding: identity, chunked\r\n\r\n" + Chunked, false)]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked, false)]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n\r\n" + Chunked, false)]
    [InlineData("Content-Length: +5\r\n\r\nhello", false)]
    public async Task One_well_formed_request_goes_upstream(string framing, bool closes)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, $"POST /v1 HTTP/1.1\r\nHost: gateway.example.com\r\n{framing}{Smuggled}");

        HttpMessage request = await upstream.NextRequestAsync();
        request.StartLine.ShouldBe("POST /v1 HTTP/1.1");
        request.Body.ShouldBe("hello");
        (string.Join(", ", request["content-length"]), string.Join(", ", request["transfer-encoding"])).ShouldBeOneOf(("5", ""), ("", "chunked"));
        upstream.WasReached.ShouldBeFalse();
        answers.ShouldStartWith("HTTP/1.1 200 ");
        answers.Contains("HTTP/1.1 403 ", StringComparison.Ordinal).ShouldBe(!closes);
    }

    /// <summary>Envoy takes these, too.</summary>
    [Theory]
    [InlineData("GET /v1 HTTP/1.1\nHost: gateway.example.com\nx-a: 1\n\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: gateway.example.com\nx-a: 1\r\n\n")]
    public async Task Lines_that_end_in_a_bare_LF_make_one_well_formed_request(string request)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, request + Smuggled);

        (await upstream.NextRequestAsync())["x-a"].ShouldBe(["1"]);
        upstream.WasReached.ShouldBeFalse();
        answers.ShouldContain("HTTP/1.1 403 ");
    }

    [Theory]
    [InlineData("Content-Length: 5, 5\r\n\r\nhello")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("Content-Length: -5\r\n\r\nhello")]
    [InlineData("Content-Length: 0x5\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked, x\r\n\r\n" + Chunked)]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n" + Chunked)]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n" + Chunked)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5;\nhello\r\n0\r\n\r\n")]
    public async Task What_could_be_read_in_two_ways_is_refused_and_nothing_whole_goes_upstream(string framing)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, $"POST /v1 HTTP/1.1\r\nHost: gateway.example.com\r\n{framing}{Smuggled}");

        answers.ShouldStartWith("HTTP/1.1 4");
        answers.ShouldNotContain("403");
        upstream.WasReached.ShouldBeFalse();
    }

    private static async Task<string> SendAsync(GatewayHost gateway, string bytes)
    {
        await using Stream client = await gateway.ConnectAsync();
        await client.WriteAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken);
        StringBuilder answers = new();
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await client.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            {
                answers.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // The gateway hung up on what it had not read.
        }

        return answers.ToString();
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1") + "\n- matchers: [{prefix: /}]\n  directResponseAction: {status: 403}", Manifests.Upstream()),
        new LoopbackDialer(upstream.Port));
}
