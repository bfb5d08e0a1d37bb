using System.Net;
using System.Net.Sockets;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Leads each upstream's host to its port of this machine.</summary>
internal sealed class PipelineDialer(IReadOnlyDictionary<string, int> ports) : IUpstreamDialer
{
    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, ports[host], cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
