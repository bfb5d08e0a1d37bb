using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Leads the connections to each host to a port of this machine. Nobody listens at port 1; at <see cref="Nowhere"/> nobody ever says no, either.</summary>
internal sealed class HostDialer : IUpstreamDialer
{
    public const int Nowhere = 0;

    /// <summary>By host, or by <c>HOST:PORT</c>, which comes first.</summary>
    public ConcurrentDictionary<string, int> Ports { get; } = new();

    public ConcurrentQueue<string> Dialed { get; } = new();

    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        Dialed.Enqueue(host);
        int to = Ports.TryGetValue($"{host}:{port}", out int own) ? own : Ports.GetValueOrDefault(host, 1);
        if (to == Nowhere)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
