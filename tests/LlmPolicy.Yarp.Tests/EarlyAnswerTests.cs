using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>Upstreams that answer, or go, before they have read the request's body; and what reaches whom as it comes.</summary>
public sealed class EarlyAnswerTests
{
    private const string Post = "POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 10";

    [Theory]
    [InlineData("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge", 413, "large")]
    [InlineData("HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\nno", 401, "no")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 200, "ok")]
    public async Task An_answer_before_the_bodys_end_goes_to_the_client_at_once_and_the_connection_ends(string answer, int status, string body)
    {
        await using HeadUpstream upstream = new(answer);
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Post, "12345");

        HttpMessage response = await ReadAsync(client);
        response.Status.ShouldBe(status);
        response.Body.ShouldBe(body);
        response["connection"].ShouldBe(["close"]);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "HTTP/1.1 103 Early Hints\r\n\r\n")]
    public async Task So_does_one_on_a_connection_that_was_used_before(bool tls, string interim)
    {
        using X509Certificate2 certificate = TestCertificates.For("models.test");
        await using HeadUpstream upstream = new(interim + "HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge", tls ? certificate : null);
        await using GatewayHost gateway = await StartAsync(upstream, tls ? 443 : 80);
        for (int i = 0; i < 2; i++)
        {
            (await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);
        }

        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Post, "12345");

        HttpMessage response = await ReadAsync(client);
        response.Status.ShouldBe(413);
        response.Body.ShouldBe("large");
        response["connection"].ShouldBe(["close"]);
        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task So_does_it_where_the_body_is_larger_than_all_buffers_on_the_way()
    {
        await using HeadUpstream upstream = new("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge");
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(Post.Replace("10", "20000000", StringComparison.Ordinal), new string('x', 1_000_000));

        response.Status.ShouldBe(413);
        response.Body.ShouldBe("large");
    }

    [Fact]
    public async Task It_reaches_a_client_that_sends_all_of_its_body_first()
    {
        await using HeadUpstream upstream = new("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge");
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(Post.Replace("10", "20000000", StringComparison.Ordinal), new string('x', 20_000_000));

        response.Status.ShouldBe(413);
        response.Body.ShouldBe("large");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_upstream_that_goes_before_the_bodys_end_is_a_termination_at_once(int requestsBefore)
    {
        await using HeadUpstream upstream = new("");
        await using GatewayHost gateway = await StartAsync(upstream);
        for (int i = 0; i < requestsBefore; i++)
        {
            (await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);
        }

        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Post, "12345");

        HttpMessage response = await ReadAsync(client);
        response.Status.ShouldBe(503);
        response.Body.ShouldEndWith("reset reason: connection termination");
    }

    [Fact]
    public async Task A_body_that_rests_half_way_has_reached_the_upstream()
    {
        await using HeadUpstream upstream = new(null);
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Post, "12345");

        (await upstream.BodyAsync(5)).ShouldBe("12345");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Slow_bodies_go_one_after_another_over_one_connection(bool tls)
    {
        using X509Certificate2 certificate = TestCertificates.For("models.test");
        await using RawUpstream upstream = new(certificate: tls ? certificate : null);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream(spec: "{hosts: [{addr: models.test, port: " + (tls ? 443 : 80) + "}]}")),
            new LoopbackDialer(upstream.Port),
            proxy => proxy.Services.AddSingleton(TestTrust.Value));
        await using Stream client = await gateway.ConnectAsync();

        for (int i = 0; i < 3; i++)
        {
            await GatewayHost.WriteAsync(client, Post, "12345");
            await upstream.NextHeadAsync();
            await client.WriteAsync("67890"u8.ToArray(), TestContext.Current.CancellationToken);
            (await ReadAsync(client)).Status.ShouldBe(200);
            (await upstream.NextRequestAsync()).Body.ShouldBe("1234567890");
        }

        upstream.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nConnection: close")]
    public async Task A_refusal_reaches_a_client_that_is_still_sending_31_MB(string more)
    {
        await using HeadUpstream upstream = new(null);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service("- {matchers: [{prefix: /}], directResponseAction: {status: 401, body: 'no'}}"), new LoopbackDialer(upstream.Port));

        HttpMessage response = await gateway.SendAsync(Post.Replace("10", "31000000", StringComparison.Ordinal) + more, new string('x', 31_000_000));

        response.Status.ShouldBe(401);
        response.Body.ShouldBe("no");
    }

    [Fact]
    public async Task The_head_of_an_answer_does_not_wait_for_its_body()
    {
        TaskCompletionSource rest = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"u8.ToArray());
            await rest.Task;
            await stream.WriteAsync("ok"u8.ToArray());
        });
        await using GatewayHost gateway = await GatewayHost.StartAsync(Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, "GET /v1 HTTP/1.1\nHost: gateway.example.com");

        HttpMessage head = (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken))!;
        rest.SetResult();

        (await head.ReadBodyAsync(client, TestContext.Current.CancellationToken)).Body.ShouldBe("ok");
    }

    [Fact]
    public async Task What_came_of_an_answer_that_breaks_off_reaches_the_client_before_the_end()
    {
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"u8.ToArray());
            stream.Close();
        });
        await using GatewayHost gateway = await GatewayHost.StartAsync(Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, "GET /v1 HTTP/1.1\nHost: gateway.example.com");

        using StreamReader all = new(client, Encoding.Latin1);
        string came = await all.ReadToEndAsync(TestContext.Current.CancellationToken);

        came.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        came.ShouldEndWith("\r\n\r\nabc");
    }

    private static async Task<HttpMessage> ReadAsync(Stream client) =>
        (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken))!;

    private static Task<GatewayHost> StartAsync(HeadUpstream upstream, int port = 80) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream(spec: $"{{hosts: [{{addr: models.test, port: {port}}}]}}")),
        new LoopbackDialer(upstream.Port),
        proxy => proxy.Services.AddSingleton(TestTrust.Value));

    /// <summary>An upstream that answers GET, and reads of what else comes the head alone, and answers; an empty answer: it closes; null: it says nothing.</summary>
    private sealed class HeadUpstream : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource<Stream> _serving = new();
        private readonly string? _answer;
        private readonly X509Certificate2? _certificate;
        private int _connections;

        public HeadUpstream(string? answer, X509Certificate2? certificate = null)
        {
            (_answer, _certificate) = (answer, certificate);
            _listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections => Volatile.Read(ref _connections);

        public async Task<string> BodyAsync(int count)
        {
            byte[] body = new byte[count];
            Stream stream = await _serving.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            await stream.ReadExactlyAsync(body, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            return Encoding.Latin1.GetString(body);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            if (_serving.Task.IsCompletedSuccessfully)
            {
                await (await _serving.Task).DisposeAsync();
            }
        }

        private async Task ServeAsync()
        {
            Stream stream = await AcceptAsync();
            while ((await HttpMessage.ReadHeadAsync(stream, CancellationToken.None))?.StartLine.StartsWith("GET ", StringComparison.Ordinal) is true)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"u8.ToArray());
            }

            if (_answer is { Length: > 0 })
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(_answer));
            }
            else if (_answer is not null)
            {
                stream.Close();
            }

            _serving.SetResult(stream);
            await AcceptAsync();
        }

        private async Task<Stream> AcceptAsync()
        {
            NetworkStream stream = new(await _listener.AcceptSocketAsync(), ownsSocket: true);
            Interlocked.Increment(ref _connections);
            if (_certificate is null)
            {
                return stream;
            }

            SslStream secured = new(stream);
            await secured.AuthenticateAsServerAsync(_certificate);
            return secured;
        }
    }
}
