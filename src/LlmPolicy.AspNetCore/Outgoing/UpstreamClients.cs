using System.Collections.Concurrent;
using System.Net;
using System.Text;
using LlmPolicy.Connections;

namespace LlmPolicy.Outgoing;

/// <summary>
/// What sends to the hosts of Upstreams: connections of one are no other's, whoever asks for them. None follows a redirect, which would lead a key to a host that is no Upstream's, keeps a
/// cookie, which would be another caller's, or goes through a proxy.
/// </summary>
internal sealed class UpstreamClients(UpstreamConnector connector, TracePropagator propagator) : IDisposable
{
    private readonly ConcurrentDictionary<(string Host, int Port, string? Sni), HttpMessageInvoker> _clients = new();

    public HttpMessageInvoker Of(UpstreamAddress upstream, UpstreamEndpoint endpoint) =>
        _clients.GetOrAdd((endpoint.Host, endpoint.Port, UpstreamHandler.SniOf(upstream, endpoint)), static (key, clients) => clients.Create(key.Sni), this);

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private HttpMessageInvoker Create(string? sni)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = propagator,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        };
        UpstreamHandler.Configure(handler, connector, (_, _) => sni);
        return new HttpMessageInvoker(handler);
    }
}
