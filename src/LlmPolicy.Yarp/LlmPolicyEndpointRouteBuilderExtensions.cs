using System.Diagnostics;
using LlmPolicy;
using LlmPolicy.Gateway;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the gateway into an app.</summary>
public static class LlmPolicyEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps every request that no other endpoint takes to the gateway: the policy decides first, then YARP forwards to the Upstream
    /// that the decision names (session affinity, load balancing, passive health). Refusals, redirects and direct responses are
    /// answered without an upstream.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <returns>A builder for the conventions of the gateway's endpoint.</returns>
    /// <exception cref="InvalidOperationException"><c>AddLlmPolicy()</c> or <c>LoadFromLlmPolicy()</c> was not called, or another client factory took its place.</exception>
    /// <exception cref="LlmPolicyException">The manifests do not load.</exception>
    public static IEndpointConventionBuilder MapLlmPolicy(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        // Loaded here, so that what is wrong with the manifests is not wrapped by YARP.
        _ = (services.GetService<PolicyStore>() ?? throw Missing("builder.AddLlmPolicy()")).Current;
        if (services.GetService<GatewayConfigProvider>() is null)
        {
            throw Missing("builder.Services.AddReverseProxy().LoadFromLlmPolicy()");
        }

        if (services.GetRequiredService<IForwarderHttpClientFactory>() is not UpstreamHttpClientFactory)
        {
            // Another factory's clients would send to TLS upstreams in plain text.
            throw new InvalidOperationException(
                "LoadFromLlmPolicy() makes the clients of its upstreams. Remove ConfigureHttpClient(), or whatever else adds an IForwarderHttpClientFactory.");
        }

        services.GetRequiredService<DiagnosticListener>().Subscribe(new ServerRefusals(), ServerRefusals.IsMeant);
        GatewayMiddleware gateway = services.GetRequiredService<GatewayMiddleware>();
        return endpoints.MapReverseProxy(proxy =>
        {
            proxy.Use(next => context => gateway.InvokeAsync(context, next));
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        }).WithMetadata(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Gateway));
    }

    private static InvalidOperationException Missing(string line) => new($"MapLlmPolicy() needs a line {line}.");
}
