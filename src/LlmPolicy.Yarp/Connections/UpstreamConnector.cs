using System.Net.Security;

namespace LlmPolicy.Gateway;

/// <summary>Connects to upstreams, with TLS under the Upstream's own name.</summary>
internal sealed class UpstreamConnector(IUpstreamDialer dialer, UpstreamTrust trust, TimeProvider time)
{
    /// <summary>Gloo's default for <c>connectionConfig.connectTimeout</c>; like Envoy's, it holds for TCP and TLS together.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Connects; <paramref name="sni"/> null: without TLS.</summary>
    public async ValueTask<Stream> ConnectAsync(string host, int port, string? sni, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Stream transport = await dialer.DialAsync(host, port, either.Token).ConfigureAwait(false);
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
            SslClientAuthenticationOptions options = new() { TargetHost = sni, CertificateChainPolicy = trust.Chain?.Clone() };
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
