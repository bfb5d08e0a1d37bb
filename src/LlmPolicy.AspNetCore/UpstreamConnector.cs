using System.Net.Security;
using LlmPolicy.Connections;

namespace LlmPolicy;

/// <summary>Connects to upstreams, with TLS under the Upstream's own name. A service of every host.</summary>
public sealed class UpstreamConnector
{
    /// <summary>Gloo's default for <c>connectionConfig.connectTimeout</c>; like Envoy's, it holds for TCP and TLS together.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly IUpstreamDialer _dialer;
    private readonly UpstreamTrust _trust;
    private readonly TimeProvider _time;

    internal UpstreamConnector(IUpstreamDialer dialer, UpstreamTrust trust, TimeProvider time) => (_dialer, _trust, _time) = (dialer, trust, time);

    /// <summary>Connects, within 5 s.</summary>
    /// <param name="host">A DNS name or an IP address.</param>
    /// <param name="port">The port.</param>
    /// <param name="sni">The name for TLS, which the certificate has to be good for; null: without TLS.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">No connection within 5 s.</exception>
    public async ValueTask<Stream> ConnectAsync(string host, int port, string? sni, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Stream transport = await _dialer.DialAsync(host, port, either.Token).ConfigureAwait(false);
            return sni is null ? transport : await SecureAsync(transport, sni, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No connection to {host}:{port} within {Limit.TotalSeconds} s.");
        }
    }

    private async Task<Stream> SecureAsync(Stream transport, string sni, CancellationToken cancellationToken)
    {
        SslStream secured = new(transport);
        try
        {
            SslClientAuthenticationOptions options = new() { TargetHost = sni, CertificateChainPolicy = _trust.Chain?.Clone() };
            await secured.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
