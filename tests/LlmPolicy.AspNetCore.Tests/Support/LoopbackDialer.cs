using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using LlmPolicy.Connections;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Leads the connections to each host to a port of this machine; nobody listens at port 1.</summary>
internal sealed class LoopbackDialer : IUpstreamDialer
{
    public ConcurrentDictionary<string, int> Ports { get; } = new();

    public ConcurrentQueue<string> Dialed { get; } = new();

    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        Dialed.Enqueue($"{host}:{port}");
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Ports.GetValueOrDefault(host, 1), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
