using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace LlmPolicy.Gateway;

/// <summary>An upstream on a bare socket, which shows the bytes that reached it.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: text/plain\r\n\r\nok";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, HttpMessage, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Channel<HttpMessage> _requests = Channel.CreateUnbounded<HttpMessage>();
    private readonly Channel<HttpMessage> _heads = Channel.CreateUnbounded<HttpMessage>();
    private readonly Task _accepting;
    private int _connections;

    public RawUpstream(Func<Stream, HttpMessage, Task> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public RawUpstream(string response = Ok, X509Certificate2? certificate = null)
        : this((stream, _) => stream.WriteAsync(Encoding.Latin1.GetBytes(response)).AsTask(), certificate)
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    /// <summary>The names that TLS clients asked for.</summary>
    public List<string> ServerNames { get; } = [];

    public bool WasReached => _requests.Reader.TryPeek(out _);

    /// <summary>The next request, once it is there whole.</summary>
    public Task<HttpMessage> NextRequestAsync() => NextAsync(_requests);

    /// <summary>The next request, as soon as its headers are there.</summary>
    public Task<HttpMessage> NextHeadAsync() => NextAsync(_heads);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private static Task<T> NextAsync<T>(Channel<T> channel) =>
        channel.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        try
        {
            await using Stream stream = await OpenAsync(new NetworkStream(socket, ownsSocket: true));
            while (await HttpMessage.ReadHeadAsync(stream, _stop.Token) is { } head)
            {
                await _heads.Writer.WriteAsync(head, _stop.Token);
                HttpMessage request = await head.ReadBodyAsync(stream, _stop.Token);
                await _requests.Writer.WriteAsync(request, _stop.Token);
                await _answer(stream, request).WaitAsync(_stop.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task<Stream> OpenAsync(NetworkStream transport)
    {
        if (_certificate is null)
        {
            return transport;
        }

        SslStream secured = new(transport);
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateSelectionCallback = (_, name) =>
            {
                lock (ServerNames)
                {
                    ServerNames.Add(name ?? "");
                }

                return _certificate;
            },
        };
        await secured.AuthenticateAsServerAsync(options, _stop.Token);
        return secured;
    }
}
