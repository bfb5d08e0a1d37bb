using System.Net;
using System.Net.Sockets;
using LlmPolicy.Gateway;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>Leads the connections to every upstream to the echo; Host and TLS name stay the upstream's.</summary>
internal sealed class EchoDialer(int port) : IUpstreamDialer
{
    public async ValueTask<Stream> DialAsync(string host, int hostPort, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
