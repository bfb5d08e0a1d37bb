using System.Net;
using System.Net.Sockets;
using LlmPolicy.Connections;

namespace LlmPolicy.Conformance.Gateway.Upstream;

/// <summary>
/// Leads the connections to key servers to theirs, and to every other upstream to the one that is there; Host and TLS name stay the
/// upstream's. Some can't be reached.
/// </summary>
internal sealed class EchoDialer(int port, int keysPort, IReadOnlySet<string> keyHosts, IReadOnlyDictionary<string, string> unreachable) : IUpstreamDialer
{
    public async ValueTask<Stream> DialAsync(string host, int hostPort, CancellationToken cancellationToken)
    {
        switch (unreachable.GetValueOrDefault(host))
        {
            case "refused":
                throw new SocketException((int)SocketError.ConnectionRefused);
            case "none":
                throw new SocketException((int)SocketError.HostNotFound);
        }

        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, keyHosts.Contains(host) ? keysPort : port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
