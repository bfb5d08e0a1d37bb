namespace LlmPolicy.Connections;

/// <summary>Opens the transport to an upstream's host. Tests put a loopback address here; Host and TLS name stay the upstream's.</summary>
internal interface IUpstreamDialer
{
    ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken);
}
