using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>An upstream's answer as it stands on the wire: read as Envoy's codec reads it, in whatever pieces it comes.</summary>
public sealed class AnswerReaderTests
{
    private const string ProtocolError = "upstream connect error or disconnect/reset before headers. reset reason: protocol error";

    public static TheoryData<string> Unsound => new()
    {
        "x-a : 1",
        "x-a\t: 1",
        "x a: 1",
        ": 1",
        "x-a",
        "x-a: a\0b",
        "x-é: 1",
        string.Join("\r\n", Enumerable.Range(0, 100).Select(i => $"x-{i}: 1")),
        $"x-a: {new string('a', 90_000)}",
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task A_head_that_is_no_sound_HTTP_is_a_protocol_error(string lines)
    {
        HttpMessage answer = await AnswerToAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{lines}\r\n\r\nok");

        (answer.Status, answer.Body).ShouldBe((502, ProtocolError));
    }

    [Fact]
    public async Task A_head_may_have_a_hundred_lines_and_be_long()
    {
        string lines = string.Join("\r\n", Enumerable.Range(0, 98).Select(i => $"x-{i}: 1"));

        HttpMessage answer = await AnswerToAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{lines}\r\nx-long: {new string('a', 70_000)}\r\n\r\nok");

        (answer.Status, answer.Body, answer["x-97"].Count, answer["x-long"].Single().Length).ShouldBe((200, "ok", 1, 70_000));
    }

    [Theory]
    [InlineData("x-a: 1\r\n 2", "1 2")]
    [InlineData("x-a: 1  \r\n\t  2\r\n 3", "1 2 3")]
    [InlineData("x-a: a\rb", "ab")]
    [InlineData("x-a:1", "1")]
    public async Task A_folded_line_is_one_and_a_carriage_return_is_none(string line, string value)
    {
        HttpMessage answer = await AnswerToAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{line}\r\nx-b: 2\r\n\r\nok");

        (answer.Body, answer["x-a"].Single(), answer["x-b"].Single()).ShouldBe(("ok", value, "2"));
    }

    [Theory]
    [InlineData("5\nhello\n0\n\n", "")]
    [InlineData("zz\r\nhello\r\n0\r\n\r\n", "")]
    [InlineData("5\r\nhelloX0\r\n\r\n", "")]
    [InlineData("5\r\nhello\r\n0\r\nbad trailer\r\n\r\n", "hello")]
    [InlineData("2\r\nhe\r\n3\r\nllo\r\n-1\r\n", "hello")]
    [InlineData("5\r\nhello\r\nfffffffffffffffff\r\n", "hello")]
    public async Task A_chunk_that_is_broken_cuts_the_answer_behind_what_was_sound(string body, string sound)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        await using GatewayHost gateway = await StartAsync(upstream);

        string answer = await ReadAsync(gateway);

        answer.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        answer.ShouldNotContain("\r\n0\r\n");
        string.Concat(answer.Split("\r\n\r\n", 2)[1].Split("\r\n").Where((_, i) => i % 2 == 1)).ShouldBe(sound);
    }

    /// <summary>The bytes come one by one, and a second answer on the same connection is read as the first.</summary>
    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n003\r\nllo\r\n0\r\nx-t: 1\r\n\r\n")]
    [InlineData("x-a: 1\r\n 2\r\nTransfer-Encoding: Chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n")]
    public async Task It_does_not_matter_in_which_pieces_an_answer_comes(string answer)
    {
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            foreach (byte part in Encoding.Latin1.GetBytes($"HTTP/1.1 103 Early\r\nx-e: 1\r\n\r\nHTTP/1.1 200 OK\r\n{answer}"))
            {
                await stream.WriteAsync((byte[])[part]);
                await stream.FlushAsync();
            }
        });
        await using GatewayHost gateway = await StartAsync(upstream);

        for (int i = 0; i < 3; i++)
        {
            HttpMessage got = await gateway.SendAsync(i == 1 ? "POST /v1 HTTP/1.1\nHost: h\nContent-Length: 5" : "GET /v1 HTTP/1.1\nHost: h", i == 1 ? "abcde" : "");
            (got.Status, got.Body).ShouldBe((200, "hello"));
        }

        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_HEAD_is_answered_without_the_body_that_its_head_speaks_of()
    {
        await using RawUpstream upstream = new((stream, request) => stream.WriteAsync(Encoding.Latin1.GetBytes(
            request.StartLine.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" : RawUpstream.Ok)).AsTask());
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, "HEAD /v1 HTTP/1.1\nHost: h");
        (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!.Status.ShouldBe(200);
        (await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: h")).Body.ShouldBe("ok");
        upstream.Connections.ShouldBe(1);
    }

    /// <summary>A long request line is written in several pieces.</summary>
    [Fact]
    public async Task However_long_a_target_is_each_answer_is_read_as_one_to_its_method()
    {
        await using RawUpstream upstream = new((stream, request) => stream.WriteAsync(Encoding.Latin1.GetBytes(
            request.StartLine.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" : RawUpstream.Ok)).AsTask());
        await using GatewayHost gateway = await StartAsync(upstream);
        string target = "/v1?" + new string('a', 20_000);

        for (int i = 0; i < 3; i++)
        {
            await using Stream client = await gateway.ConnectAsync();
            await GatewayHost.WriteAsync(client, $"HEAD {target} HTTP/1.1\nHost: h");
            (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!["content-length"].ShouldBe(["9"]);
            (await gateway.SendAsync($"GET {target} HTTP/1.1\nHost: h")).Body.ShouldBe("ok");
        }

        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Trailers_are_not_passed_on()
    {
        await using RawUpstream upstream = new("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-t\r\n\r\n5\r\nhello\r\n0\r\nx-t: 1\r\n\r\n");
        await using GatewayHost gateway = await StartAsync(upstream);

        string answer = await ReadAsync(gateway, "TE: trailers\r\n");

        answer.ShouldEndWith("\r\n5\r\nhello\r\n0\r\n\r\n");
        answer.ShouldNotContain("x-t: 1");
    }

    private static async Task<HttpMessage> AnswerToAsync(string answer)
    {
        await using RawUpstream upstream = new(answer);
        await using GatewayHost gateway = await StartAsync(upstream);
        return await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: h");
    }

    private static async Task<string> ReadAsync(GatewayHost gateway, string headers = "")
    {
        await using Stream client = await gateway.ConnectAsync();
        await client.WriteAsync(Encoding.Latin1.GetBytes($"GET /v1 HTTP/1.1\r\nHost: h\r\n{headers}Connection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        return await new StreamReader(client, Encoding.Latin1).ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) =>
        GatewayHost.StartAsync(Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));
}
