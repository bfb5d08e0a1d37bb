using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Gateway.Protocols;
using LlmPolicy.TestKinds;

namespace LlmPolicy.Gateway;

/// <summary>Requests whose body was decided on before they are forwarded.</summary>
public sealed class PeekedBodyTests
{
    private const int Mebibyte = 1024 * 1024;
    private const string Post = "POST /v1 HTTP/1.1\nHost: gateway.example.com\n";
    private const string On5xx = "retries: {retryOn: 5xx, retryBackOff: {baseInterval: 0.001s}}";

    public static TheoryData<string, int> Bodies => new MatrixTheoryData<string, int>(["Content-Length", "Transfer-Encoding: chunked"], [6, 70_000, Mebibyte]);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_upstream_gets_all_of_it(string framing, int length)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Mebibyte, "[please]");
        string body = Text(length);

        (await SendAsync(gateway, framing, body)).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
    }

    [Theory]
    [InlineData("http/2")]
    [InlineData("https/2")]
    public async Task So_it_does_of_a_client_of_HTTP2(string protocol)
    {
        await using RawUpstream upstream = new();
        await using GatewayEndpoints gateway = await GatewayEndpoints.StartAsync(
            Manifest("[please]"), upstream.Port, configure: services => WordPolicy.AddTo(services, Mebibyte));
        string body = Text(Mebibyte);

        using HttpResponseMessage response = await gateway.SendAsync(protocol, HttpMethod.Post, "/v1", configure: request => request.Content = new StringContent(body));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task So_it_does_of_a_body_that_is_longer_than_the_limit_and_than_Kestrels(string framing)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, 2 * Mebibyte, "[incomplete]");
        string body = Text(31 * Mebibyte);

        (await SendAsync(gateway, framing, body)).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_is_sent_again_whole(string framing, int length)
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(upstream, Mebibyte, "[please]", On5xx.Replace("5xx,", "5xx, numRetries: 2,"));
        string body = Text(length);

        (await SendAsync(gateway, framing, body)).Status.ShouldBe(200);

        foreach (int _ in new[] { 1, 2, 3 })
        {
            (await upstream.NextRequestAsync()).Body.ShouldBe(body);
        }
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task One_that_is_longer_than_what_is_kept_for_retries_is_sent_once(string framing)
    {
        await using RawUpstream upstream = RetryGateway.Answering(RetryGateway.Unavailable, RawUpstream.Ok);
        await using GatewayHost gateway = await StartAsync(upstream, 2 * Mebibyte, "[please]", On5xx);
        string body = Text(Mebibyte + 1);

        (await SendAsync(gateway, framing, body)).Status.ShouldBe(503);

        (await upstream.NextRequestAsync()).Body.ShouldBe(body);
        upstream.WasReached.ShouldBeFalse();
    }

    [Theory]
    [InlineData("[please]")]
    [InlineData("[incomplete]")]
    public async Task A_client_that_waits_for_100_is_told_to_go_on_once(string words)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, words == "[please]" ? 100 : 5, words);
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Post + "Content-Length: 6\nExpect: 100-continue");
        (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(100);
        await client.WriteAsync("please"u8.ToArray(), TestContext.Current.CancellationToken);

        (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(200);
        HttpMessage sent = await upstream.NextRequestAsync();
        sent.Body.ShouldBe("please");
        sent["expect"].ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upstream_that_answers_before_it_was_sent_need_not_take_it()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<NetworkStream> answering = AnswerHeadAsync(listener);
        await using GatewayHost gateway = await StartAsync(((IPEndPoint)listener.LocalEndpoint).Port, 20L * Mebibyte, "[please]");

        HttpMessage response = await SendAsync(gateway, "Content-Length", Text(16 * Mebibyte));

        response.Status.ShouldBe(413);
        response.Body.ShouldBe("large");
        await (await answering).DisposeAsync();
    }

    [Fact]
    public async Task A_refusal_reaches_a_client_that_is_still_sending()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Mebibyte, "[please]");

        HttpMessage response = await SendAsync(gateway, "Transfer-Encoding: chunked", Text(20 * Mebibyte));

        response.Status.ShouldBe(413);
        response["connection"].ShouldBe(["close"]);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task Behind_a_refusal_of_what_was_there_whole_the_connection_goes_on()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Mebibyte, "[please]");
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Post + "Content-Length: 4", "now!");
        (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(418);
        await GatewayHost.WriteAsync(client, Post + "Content-Length: 6", "please");

        (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_chunk_that_is_broken_is_refused_as_anywhere()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Mebibyte, "[incomplete]");

        HttpMessage response = await gateway.SendAsync(Post + "Transfer-Encoding: chunked", "6\r\nplease\r\nno chunk\r\n");

        response.Status.ShouldBe(400);
        upstream.WasReached.ShouldBeFalse();
    }

    private static Task<HttpMessage> SendAsync(GatewayHost gateway, string framing, string body) => framing == "Content-Length"
        ? gateway.SendAsync($"{Post}Content-Length: {body.Length}", body)
        : gateway.SendAsync(Post + framing, $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n");

    private static async Task<NetworkStream> AnswerHeadAsync(TcpListener listener)
    {
        NetworkStream stream = new(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken), ownsSocket: true);
        await HttpMessage.ReadHeadAsync(stream, TestContext.Current.CancellationToken);
        await stream.WriteAsync("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge"u8.ToArray(), TestContext.Current.CancellationToken);
        return stream;
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, long limit, string words, string options = "{}") => StartAsync(upstream.Port, limit, words, options);

    private static Task<GatewayHost> StartAsync(int upstream, long limit, string words, string options = "{}") => GatewayHost.StartAsync(
        Manifest(words, options), new LoopbackDialer(upstream), proxy => WordPolicy.AddTo(proxy.Services, limit));

    private static string Manifest(string words, string options = "{}") =>
        Manifests.Service(Manifests.Route("/v1", options: options), Manifests.Upstream()) + WordPolicy.Manifest("gateway", words);

    /// <summary>Its pattern has a length that no buffer has: what is lost, doubled or moved shows.</summary>
    private static string Text(int length)
    {
        StringBuilder text = new("please", length);
        while (text.Length < length)
        {
            text.Append((char)('a' + (text.Length % 251 % 26)));
        }

        return text.ToString();
    }
}
