using System.Collections.Concurrent;
using System.Text;
using LlmPolicy.TestKinds;

namespace LlmPolicy.Gateway;

/// <summary>What of a request goes to the provider at once.</summary>
public sealed class PresentBodyTests
{
    private const string Head = "POST /v1 HTTP/1.1\nhost: models.test\ncontent-type: text/plain\ncontent-length: 5";

    private static readonly string Manifest = Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream());

    [Fact]
    public async Task A_short_body_that_has_arrived_goes_in_one_write_with_the_headers()
    {
        await using RawUpstream upstream = new();
        RecordingDialer dialer = new(new LoopbackDialer(upstream.Port));
        await using GatewayHost gateway = await GatewayHost.StartAsync(Manifest, dialer);

        (await gateway.SendAsync(Head, "hello")).Status.ShouldBe(200);

        dialer.Writes.ShouldHaveSingleItem().ShouldStartWith("POST /v1 HTTP/1.1\r\n");
        dialer.Writes.Single().ShouldEndWith("\r\n\r\nhello");
        (await upstream.NextRequestAsync()).Body.ShouldBe("hello");
    }

    [Fact]
    public async Task So_does_it_where_a_route_has_retries_and_each_time()
    {
        int answers = 0;
        await using RawUpstream upstream = new(async (stream, _) =>
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answers++ == 0 ? "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n" : RawUpstream.Ok)));
        RecordingDialer dialer = new(new LoopbackDialer(upstream.Port));
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1", options: "retries: {retryOn: 5xx, numRetries: 1}"), Manifests.Upstream()), dialer);

        (await gateway.SendAsync(Head, "hello")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.ShouldBe("hello");
        (await upstream.NextRequestAsync()).Body.ShouldBe("hello");
        dialer.Writes.Count.ShouldBe(2);
        dialer.Writes.ShouldAllBe(write => write.EndsWith("\r\n\r\nhello"));
    }

    [Fact]
    public async Task So_does_one_that_was_decided_on()
    {
        await using RawUpstream upstream = new();
        RecordingDialer dialer = new(new LoopbackDialer(upstream.Port));
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifest + WordPolicy.Manifest("gateway", "[hello]"), dialer, proxy => WordPolicy.AddTo(proxy.Services, 100));

        (await gateway.SendAsync(Head, "hello")).Status.ShouldBe(200);

        dialer.Writes.ShouldHaveSingleItem().ShouldEndWith("\r\n\r\nhello");
    }

    [Fact]
    public async Task Headers_do_not_wait_for_a_body_that_is_yet_to_come()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(Manifest, new LoopbackDialer(upstream.Port));
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Head, "he");
        (await upstream.NextHeadAsync())["content-length"].ShouldBe(["5"]);

        await client.WriteAsync("llo"u8.ToArray(), TestContext.Current.CancellationToken);
        (await upstream.NextRequestAsync()).Body.ShouldBe("hello");
    }

    [Fact]
    public async Task Who_waits_for_100_is_asked_for_the_body_and_sends_it()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(Manifest, new LoopbackDialer(upstream.Port));
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, Head + "\nexpect: 100-continue");
        (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(100);
        await client.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);

        (await upstream.NextRequestAsync()).Body.ShouldBe("hello");
    }

    /// <summary>Keeps what is written to the upstream, write by write.</summary>
    private sealed class RecordingDialer(LoopbackDialer dialer) : IUpstreamDialer
    {
        public ConcurrentQueue<string> Writes { get; } = new();

        public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken) =>
            new RecordingStream(await dialer.DialAsync(host, port, cancellationToken), Writes);
    }

    private sealed class RecordingStream(Stream inner, ConcurrentQueue<string> writes) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            writes.Enqueue(Encoding.Latin1.GetString(buffer.Span));
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
