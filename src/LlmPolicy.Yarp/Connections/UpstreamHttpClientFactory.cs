using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

/// <summary>
/// Clients of Upstreams. TLS is done in the connect callback, under http addresses: SocketsHttpHandler would take the TLS name from
/// Host, which may be the client's, and would keep a pool of connections for each.
/// </summary>
internal sealed class UpstreamHttpClientFactory(ILogger<ForwarderHttpClientFactory> logger, UpstreamConnector connector)
    : ForwarderHttpClientFactory(logger)
{
    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new UploadHandler(base.WrapHandler(context, handler));

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        IReadOnlyDictionary<string, string>? metadata = context.NewMetadata;
        if (!UpstreamCluster.IsOurs(metadata))
        {
            return;
        }

        handler.UseProxy = false;
        handler.MaxResponseHeadersLength = AnswerReader.LongestHeadKilobytes;
        handler.ActivityHeadersPropagator = new ReverseProxyPropagator(new TracePropagator());
        // Connections are renewed, so that a name's new addresses are seen.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.ConnectCallback = async (connection, cancellationToken) =>
        {
            string host = connection.DnsEndPoint.Host.Trim('[', ']');
            int port = connection.DnsEndPoint.Port;
            return UpstreamCluster.TryGetSni(metadata, host, port, out string? sni)
                ? new SentOnceStream(await connector.ConnectAsync(host, port, sni, cancellationToken).ConfigureAwait(false))
                : throw new InvalidOperationException($"{host}:{port} is not a host of cluster {context.ClusterId}.");
        };
    }
}
