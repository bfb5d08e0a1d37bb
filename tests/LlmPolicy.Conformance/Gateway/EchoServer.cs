using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>An upstream on a port of its own that keeps what it got. It speaks TLS to who begins with it.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private const byte TlsHandshake = 0x16;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<UpstreamRequest> _received = new();
    private readonly Task _accepting;

    public EchoServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What came since the last call; null if nothing did.</summary>
    public UpstreamRequest? Take() => _received.TryDequeue(out UpstreamRequest? request) ? request : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using NetworkStream transport = new(socket, ownsSocket: true);
            byte[] first = new byte[1];
            await socket.ReceiveAsync(first, SocketFlags.Peek, _stop.Token);
            if (first[0] != TlsHandshake)
            {
                await AnswerAsync(transport);
                return;
            }

            await using SslStream secured = new(transport);
            await secured.AuthenticateAsServerAsync(EchoCertificates.ServerOptions, _stop.Token);
            await AnswerAsync(secured);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The gateway has closed its connection, or the run is over.
        }
    }

    private async Task AnswerAsync(Stream stream)
    {
        HttpStream http = new(stream);
        while (await http.ReadFirstLineAsync(_stop.Token) is { } line)
        {
            string[] parts = line.Split(' ');
            IReadOnlyList<HeaderField> headers = await http.ReadHeadersAsync(_stop.Token);
            await http.ReadBodyAsync(headers, _stop.Token);
            string host = headers.FirstOrDefault(header => header.Name.Equals("host", StringComparison.OrdinalIgnoreCase)).Value ?? "";
            _received.Enqueue(new UpstreamRequest(parts[0], string.Join(' ', parts[1..^1]), host, headers));
            await stream.WriteAsync(Response(parts[0]), _stop.Token);
        }
    }

    private static byte[] Response(string method)
    {
        string headers = string.Concat(EchoUpstream.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        return Encoding.Latin1.GetBytes($"HTTP/1.1 {EchoUpstream.Status} OK\r\n{headers}content-length: 2\r\n\r\n{(method == "HEAD" ? "" : "{}")}");
    }
}
