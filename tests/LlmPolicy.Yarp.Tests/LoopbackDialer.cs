using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LlmPolicy.Gateway;

/// <summary>Leads every connection to a port of this machine, and tells where it should have gone.</summary>
internal sealed class LoopbackDialer(int port) : IUpstreamDialer
{
    public ConcurrentQueue<string> Dialed { get; } = new();

    public async ValueTask<Stream> DialAsync(string host, int hostPort, CancellationToken cancellationToken)
    {
        Dialed.Enqueue($"{host}:{hostPort}");
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
