using System.Net;
using System.Net.Sockets;

namespace LlmPolicy.Connections;

internal sealed class TcpUpstreamDialer : IUpstreamDialer
{
    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(host, port), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
