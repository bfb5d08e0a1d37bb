using System.Globalization;

namespace LlmPolicy.Connections;

/// <summary>
/// How .NET's client reaches Upstreams, whoever sends by it. TLS is done in the connect callback, under http addresses: SocketsHttpHandler would take the TLS name from
/// Host, which may be the client's, and would keep a pool of connections for each.
/// </summary>
internal static class UpstreamHandler
{
    /// <summary>The address under which .NET's client connects to an Upstream's host.</summary>
    public static string AddressOf(UpstreamEndpoint endpoint) => string.Create(CultureInfo.InvariantCulture, $"http://{Bracketed(endpoint.Host)}:{endpoint.Port}");

    /// <summary>The <c>Host</c> of a request to an Upstream's host that no route rewrites.</summary>
    public static string AuthorityOf(UpstreamEndpoint endpoint) => Bracketed(endpoint.Authority);

    /// <summary>The name for TLS with an Upstream's host; null: plain text.</summary>
    public static string? SniOf(UpstreamAddress upstream, UpstreamEndpoint endpoint) => upstream.Tls ? endpoint.Sni ?? endpoint.Host : null;

    /// <summary>Sets a handler up.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="connector">Connects.</param>
    /// <param name="sniOf">The name for TLS with a host and port; null for plain text. It throws for what the handler has no business with.</param>
    public static void Configure(SocketsHttpHandler handler, UpstreamConnector connector, Func<string, int, string?> sniOf)
    {
        handler.UseProxy = false;
        handler.MaxResponseHeadersLength = AnswerReader.LongestHeadKilobytes;
        // Connections are renewed, so that a name's new addresses are seen.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.ConnectCallback = async (connection, cancellationToken) =>
        {
            string host = connection.DnsEndPoint.Host.Trim('[', ']');
            int port = connection.DnsEndPoint.Port;
            return new SentOnceStream(await connector.ConnectAsync(host, port, sniOf(host, port), cancellationToken).ConfigureAwait(false));
        };
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}
