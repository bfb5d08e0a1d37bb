using System.Net;
using LlmPolicy.Connections;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Keys;

/// <summary>Makes the sources of a policy's remote keys.</summary>
internal sealed class KeySourceFactory(
    JwksSources sources, IUpstreamDialer dialer, UpstreamTrust trust, TimeProvider time, ILogger<KeySourceFactory> logger)
{
    /// <exception cref="LlmPolicyException">A source that the app added has no provider.</exception>
    public GenerationKeys Create(CompiledPolicy policy, LlmPolicyOptions options)
    {
        sources.Check(policy.RemoteKeys);
        UpstreamConnector toUpstreams = new(dialer, trust, time);
        UpstreamConnector toUrls = new(new PublicDialer(options.PrivateKeyHosts, Dns.GetHostAddressesAsync), trust, time);
        return new GenerationKeys([.. policy.RemoteKeys.Select(jwks => new RemoteKeySource(jwks, Server(jwks), policy, time, logger))]);

        IKeyServer Server(RemoteJwks jwks) => sources.Find(jwks) is { } source ? new SourceKeyServer(source, time)
            : jwks.Upstream is { } name ? new KeyServer(jwks, policy.Upstreams.First(upstream => upstream.Name == name).Endpoints, toUpstreams, time)
            : new KeyServer(jwks, [Endpoint(new Uri(jwks.Url))], toUrls, time);
    }

    private static UpstreamEndpoint Endpoint(Uri url) => new() { Host = url.IdnHost, Port = url.Port, Sni = url.Scheme == Uri.UriSchemeHttps ? url.IdnHost : null };
}
