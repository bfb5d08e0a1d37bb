using System.Globalization;
using System.Net;
using LlmPolicy.Connections;

namespace LlmPolicy.Keys;

/// <summary>
/// Fetches the key set of one <c>jwks.remote</c>: no redirect, no proxy, no cookie, a bounded body in a bounded time. As in Envoy the connection
/// goes to the hosts of <c>upstreamRef</c>, and the url gives path and Host.
/// </summary>
internal sealed class KeyServer(RemoteJwks source, IReadOnlyList<UpstreamEndpoint> endpoints, UpstreamConnector connector, TimeProvider time) : IKeyServer
{
    /// <summary>How long a fetch may take, and a request be held for one (Gloo's value).</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The longest document that is read, in bytes.</summary>
    public const int LongestDocument = 1024 * 1024;

    private readonly Uri _url = new(source.Url);

    /// <inheritdoc/>
    public string Place { get; } = string.Join(' ', endpoints.Select(e => $"{e.Host}:{e.Port}/{e.Sni}").Prepend(source.Url));

    /// <summary>Asks once, on a connection of its own; .NET's client would ask up to four times where it closes without an answer.</summary>
    public async Task<KeyFetch> FetchAsync()
    {
        using CancellationTokenSource limit = new(Limit, time);
        try
        {
            return await FetchAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new KeyFetch(null, $"it did not answer within {Limit.TotalSeconds} s");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new KeyFetch(null, "it sent more than 1 MiB");
        }
        catch (Exception e)
        {
            // The texts of others may hold what the server sent.
            var root = Root(e);
            return new KeyFetch(null, root is AddressRefusedException ? root.Message : $"it can't be reached ({root.GetType().Name})");
        }
    }

    private async Task<KeyFetch> FetchAsync(CancellationToken cancellation)
    {
        using HttpClient client = new(Handler()) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestDocument };
        // TLS is the connection's, under the Upstream's name.
        Uri address = new UriBuilder(_url) { Scheme = Uri.UriSchemeHttp, Port = _url.Port }.Uri;
        using HttpRequestMessage request = new(HttpMethod.Get, address) { Headers = { Host = Authority(_url) } };
        using var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.OK
            ? new KeyFetch(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), null)
            : new KeyFetch(null, $"it answered {(int)response.StatusCode}");
    }

    private SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = (_, cancellation) => ConnectAsync(cancellation),
    };

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        for (int i = 0; ; i++)
        {
            var endpoint = endpoints[i];
            try
            {
                return new SentOnceStream(await connector.ConnectAsync(endpoint.Host, endpoint.Port, endpoint.Sni, cancellation).ConfigureAwait(false));
            }
            catch (Exception e) when (i < endpoints.Count - 1 && e is not OperationCanceledException)
            {
                // The next host may answer.
            }
        }
    }

    private static string Authority(Uri url) =>
        url.IsDefaultPort ? AsciiHost(url) : string.Create(CultureInfo.InvariantCulture, $"{AsciiHost(url)}:{url.Port}");

    private static string AsciiHost(Uri url) => url.HostNameType == UriHostNameType.Dns ? url.IdnHost : url.Host;

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;
}
