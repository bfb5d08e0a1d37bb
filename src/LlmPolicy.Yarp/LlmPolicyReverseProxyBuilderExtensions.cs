using LlmPolicy;
using LlmPolicy.Gateway;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes a YARP reverse proxy a gateway for VirtualService and Upstream manifests.</summary>
public static class LlmPolicyReverseProxyBuilderExtensions
{
    /// <summary>
    /// Takes upstreams from the policy's Upstreams, and sets what in YARP's and Kestrel's defaults would change Envoy's answer: Host is
    /// kept, no <c>X-Forwarded-*</c> is added, no baggage goes upstream, header bytes above ASCII are Latin-1, request line and headers
    /// may have 60 KiB each, bodies any length and any pace, and no <c>Server</c> header is sent (docs/gateway.md has all limits). A reference to an Upstream that no manifest defines is an error.
    /// </summary>
    /// <remarks>Needs <c>builder.AddLlmPolicy()</c> and <c>app.MapLlmPolicy()</c>. TLS is spoken under the Upstream's name
    /// (<c>sslConfig.sni</c>, <c>sniAddr</c>, <c>addr</c>), and its certificate is verified.</remarks>
    /// <param name="builder">What <c>AddReverseProxy()</c> returned.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IReverseProxyBuilder LoadFromLlmPolicy(this IReverseProxyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        KeyRingAtStart.Remove(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClusterCatalog>();
        services.TryAddSingleton<GatewayMetrics>();
        services.TryAddSingleton<UpstreamAssignment>();
        services.TryAddSingleton<UpstreamCalls>();
        services.TryAddSingleton<GatewayMiddleware>();
        if (services.Any(service => service.ServiceType == typeof(GatewayConfigProvider)))
        {
            return builder;
        }

        services.PostConfigure<LlmPolicyOptions>(static options => options.RequireUpstreams = true);
        services.AddSingleton<GatewayConfigProvider>();
        services.AddSingleton<IProxyConfigProvider>(static provider => provider.GetRequiredService<GatewayConfigProvider>());
        services.AddSingleton<IPolicyHost>(static provider => provider.GetRequiredService<GatewayConfigProvider>());
        services.AddSingleton<IConfigChangeListener>(static provider => provider.GetRequiredService<GatewayConfigProvider>());
        services.Replace(ServiceDescriptor.Singleton<IForwarderHttpClientFactory, UpstreamHttpClientFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<KestrelServerOptions>, GatewayKestrelOptions>());
        return builder.AddTransforms<GatewayTransforms>();
    }
}
