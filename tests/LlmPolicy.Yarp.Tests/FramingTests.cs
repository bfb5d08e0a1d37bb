using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>What HTTP/1 says of a request's end, and of the connection: what goes upstream is one well-formed request, or nothing.</summary>
public sealed class FramingTests
{
    private const string Chunked = "5\r\nhello\r\n0\r\n\r\n";

    /// <summary>Behind each stands a request that the policy refuses.</summary>
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: gateway.example.com\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked, "400 Bad Request")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + Chunked, "400 Bad Request")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked, "400 Bad Request")]
    [InlineData("Transfer-Encoding: x, chunked\r\n\r\n" + Chunked, "501 Not Implemented")]
    [InlineData("Transfer-Encoding: identity, chunked\r\n\r\n" + Chunked, "501 Not Implemented")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked, "501 Not Implemented")]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n\r\n" + Chunked, "501 Not Implemented")]
    [InlineData("Transfer-Encoding: chunked, x\r\n\r\n" + Chunked, "501 Not Implemented")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n" + Chunked, "501 Not Implemented")]
    [InlineData("Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello", "400 Bad Request")]
    [InlineData("Content-Length: +5\r\n\r\nhello", "400 Bad Request")]
    [InlineData("Content-Length: -0\r\n\r\n", "400 Bad Request")]
    [InlineData("Content-Length: 5, 5\r\n\r\nhello", "400 Bad Request")]
    [InlineData("Content-Length: 99999999999999999999999\r\n\r\nhello", "400 Bad Request")]
    [InlineData("Connection: x-forwarded-for\r\nContent-Length: 5\r\n\r\nhello", "400 Bad Request")]
    [InlineData("Connection: close, a,b,c,d,e,f,g,h,i\r\nContent-Length: 5\r\n\r\nhello", "400 Bad Request")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n", "400 Bad Request")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n", "400 Bad Request")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", "400 Bad Request")]
    public async Task What_has_no_one_reading_is_refused_in_Envoys_words_and_the_connection_ends(string framing, string answer)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, $"POST /v1 HTTP/1.1\r\nHost: gateway.example.com\r\n{framing}{Smuggled}");

        answers.ShouldStartWith($"HTTP/1.1 {answer}\r\n");
        answers.ShouldContain("x-llmpolicy-decision: ");
        answers.ShouldEndWith($"\r\n\r\n{answer[4..]}");
        (upstream.WasReached, upstream.Connections).ShouldBe((false, 0));
    }

    [Fact]
    public async Task HTTP_1_0_is_asked_for_1_1()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, $"GET /v1 HTTP/1.0\r\nHost: gateway.example.com\r\nConnection: keep-alive\r\n\r\n{Smuggled}");

        answers.ShouldStartWith("HTTP/1.1 426 ");
        answers.ShouldEndWith("\r\n\r\nUpgrade Required");
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [InlineData("close, X-Own")]
    [InlineData("keep-alive, X-Own, close")]
    [InlineData("x-own\r\nConnection: close")]
    [InlineData("close\r\nConnection: x-own")]
    public async Task What_Connection_names_does_not_go_upstream(string connection)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, $"GET /v1 HTTP/1.1\r\nHost: gateway.example.com\r\nX-Own: 1\r\nX-Two: 2\r\nConnection: {connection}\r\n\r\n");

        answers.ShouldStartWith("HTTP/1.1 200 ");
        HttpMessage request = await upstream.NextRequestAsync();
        (string.Join(',', request["x-own"]), string.Join(',', request["x-two"])).ShouldBe(("", "2"));
    }

    [Theory]
    [InlineData("Content-Length: 0000000000000000000000000000005\r\n\r\nhello", "5")]
    [InlineData("Content-Length: 005\r\n\r\nhello", "5")]
    [InlineData("Content-Length: 0\r\n\r\n", "0")]
    public async Task A_length_may_have_zeros_before_it(string framing, string sent)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        await SendAsync(gateway, $"POST /v1 HTTP/1.1\r\nHost: gateway.example.com\r\nConnection: close\r\n{framing}");

        (await upstream.NextRequestAsync())["content-length"].ShouldBe([sent]);
    }

    [Fact]
    [AbuseCase("H10")]
    public async Task Behind_a_refused_request_with_a_body_nothing_is_read_as_a_request()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(
            gateway, "POST /smuggled HTTP/1.1\r\nHost: gateway.example.com\r\nContent-Length: 5\r\n\r\nhelloGET /v1 HTTP/1.1\r\nHost: gateway.example.com\r\n\r\n");

        answers.ShouldStartWith("HTTP/1.1 403 ");
        answers.ShouldNotContain("HTTP/1.1 200 ");
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_that_waits_for_100_has_it_at_once_and_the_upstream_is_not_asked()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();

        await client.WriteAsync(
            "POST /v1 HTTP/1.1\r\nHost: gateway.example.com\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"u8.ToArray(),
            TestContext.Current.CancellationToken);
        using StreamReader answer = new(client, Encoding.Latin1);
        (await answer.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("HTTP/1.1 100 Continue");
        await client.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);

        (await answer.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("HTTP/1.1 200 ");
        HttpMessage request = await upstream.NextRequestAsync();
        (request.Body, request["expect"].Count).ShouldBe(("hello", 0));
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
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n" + Chunked)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5;\nhello\r\n0\r\n\r\n")]
    public async Task What_could_be_read_in_two_ways_is_refused_and_nothing_whole_goes_upstream(string framing)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        string answers = await SendAsync(gateway, $"POST /v1 HTTP/1.1\r\nHost: gateway.example.com\r\n{framing}{Smuggled}");

        answers.ShouldStartWith("HTTP/1.1 4");
        answers.ShouldNotContain("HTTP/1.1 403 ");
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
