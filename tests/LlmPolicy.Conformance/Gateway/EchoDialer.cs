using System.Net;
using System.Net.Sockets;
using LlmPolicy.Connections;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>Leads the connections to key servers to theirs, and to every other upstream to the echo; Host and TLS name stay the upstream's.</summary>
internal sealed class EchoDialer(int port, int keysPort, IReadOnlySet<string> keyHosts) : IUpstreamDialer
{
    public async ValueTask<Stream> DialAsync(string host, int hostPort, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, keyHosts.Contains(host) ? keysPort : port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
