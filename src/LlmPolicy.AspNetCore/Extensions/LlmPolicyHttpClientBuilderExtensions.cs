using System.Diagnostics.CodeAnalysis;
using LlmPolicy;
using LlmPolicy.Outgoing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts clients of the app's own under the policy.</summary>
public static class LlmPolicyHttpClientBuilderExtensions
{
    /// <summary>
    /// Decides on each call of a client as if it had come to a gateway: claims of the caller whose request the app serves, models, budgets. The provider's key is put on last, and the
    /// call goes to the route's Upstream. A refusal throws <see cref="LlmPolicyRefusedException"/>, and opens no connection. Needs <c>AddLlmPolicy()</c> on the app's services.
    /// </summary>
    /// <remarks>
    /// It takes the place of the client's primary handler, whatever that was. The caller's token is what the request that is served brought, where the policy has decided on it, and stays that for
    /// what the app goes on with after the request; without such a request, it is what the app puts on the call. Calls are sent asynchronously.
    /// </remarks>
    /// <param name="builder">What <c>AddHttpClient</c> returned.</param>
    /// <param name="route">The route that calls have to come under, as the log names it at start: <c>namespace/virtualservice:route</c>. A start without it is stopped.</param>
    /// <exception cref="InvalidOperationException">The client has a route already.</exception>
    public static IHttpClientBuilder AddLlmPolicy(this IHttpClientBuilder builder, string route)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(route);
        string client = $"The HttpClient '{builder.Name}'";
        if (builder.Services.Any(service => service.ImplementationInstance is OutgoingRoute other && other.Client == client))
        {
            throw new InvalidOperationException($"{client} has a route already.");
        }

        AddOutgoing(builder.Services, new OutgoingRoute(client, route));
        builder.Services.TryAddSingleton(Create<UpstreamClients>);
        builder.Services.TryAddSingleton(Create<OutgoingSender>);

        // After all that the app has configured, whenever it does.
        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, options => options.HttpMessageHandlerBuilderActions.Add(handlers =>
            handlers.PrimaryHandler = new OutgoingHandler(
                route, handlers.Services.GetRequiredService<OutgoingDecisions>(), handlers.Services.GetRequiredService<OutgoingSender>())));
        return builder;
    }

    /// <summary>Adds what decides on calls of the app's own, for one more route.</summary>
    internal static void AddOutgoing(IServiceCollection services, OutgoingRoute route)
    {
        services.AddSingleton(route);
        services.TryAddSingleton<ServedCallers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, ServedCallers>(static provider => provider.GetRequiredService<ServedCallers>()));
        services.TryAddSingleton(Create<OutgoingDecisions>);
        services.TryAddSingleton(Create<OutgoingRouteCheck>);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPolicyHost, OutgoingRouteCheck>(static provider => provider.GetRequiredService<OutgoingRouteCheck>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutgoingRouteCheck>(static provider => provider.GetRequiredService<OutgoingRouteCheck>()));
    }

    /// <summary>Made by a factory, so that no check of the container speaks first, of types that no app knows.</summary>
    private static T Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceProvider services)
        => services.GetService<PolicyStore>() is null
            ? throw new InvalidOperationException("AddLlmPolicy(route) needs a line builder.AddLlmPolicy().")
            : ActivatorUtilities.CreateInstance<T>(services);
}
