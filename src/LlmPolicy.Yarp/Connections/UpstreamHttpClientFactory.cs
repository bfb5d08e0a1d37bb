using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace LlmPolicy.Gateway;

/// <summary>Clients of Upstreams, for YARP.</summary>
internal sealed class UpstreamHttpClientFactory(ILogger<ForwarderHttpClientFactory> logger, UpstreamConnector connector, TracePropagator propagator)
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

        handler.ActivityHeadersPropagator = new ReverseProxyPropagator(propagator);
        UpstreamHandler.Configure(handler, connector, (host, port) => UpstreamCluster.TryGetSni(metadata, host, port, out string? sni)
            ? sni
            : throw new InvalidOperationException($"{host}:{port} is not a host of cluster {context.ClusterId}."));
    }
}
