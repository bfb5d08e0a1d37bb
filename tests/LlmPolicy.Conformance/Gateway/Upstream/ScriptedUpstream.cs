using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Upstream;

/// <summary>
/// An upstream on a port of its own that does as the case at hand says, and keeps what it got. It speaks TLS to who begins with it.
/// </summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private const byte TlsHandshake = 0x16;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile UpstreamVisit _visit = new(new CaseRequest());

    public ScriptedUpstream()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on it does as this request's script says.</summary>
    public UpstreamVisit Visit(CaseRequest request) => _visit = new UpstreamVisit(request);

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
        socket.NoDelay = true;
        UpstreamConnection connection = new(socket, () => _visit);
        try
        {
            await using NetworkStream transport = new(socket, ownsSocket: true);
            byte[] first = new byte[1];
            if (await socket.ReceiveAsync(first, SocketFlags.Peek, _stop.Token) == 0 || first[0] != TlsHandshake)
            {
                await connection.ServeAsync(transport, _stop.Token);
                return;
            }

            await using SslStream secured = new(transport);
            await secured.AuthenticateAsServerAsync(EchoCertificates.ServerOptions, _stop.Token);
            await connection.ServeAsync(secured, _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The gateway has closed its connection, or the case or the run is over.
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            // What came is no HTTP: an upgrade's bytes after the steps.
        }
        finally
        {
            connection.End();
        }
    }
}
