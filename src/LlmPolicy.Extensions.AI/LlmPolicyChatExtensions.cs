using LlmPolicy;
using LlmPolicy.Chats;
using LlmPolicy.Outgoing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.AI;

/// <summary>Puts chat clients of Microsoft.Extensions.AI under the policy.</summary>
public static class LlmPolicyChatExtensions
{
    /// <summary>Adds what decides on chats, for a route. Not needed for a route that an HttpClient is for (<c>AddHttpClient(...).AddLlmPolicy(route)</c>).</summary>
    /// <param name="builder">What <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="route">The route, as the log names it at start: <c>namespace/virtualservice:route</c>. A start without it is stopped.</param>
    public static ILlmPolicyBuilder AddChatRoute(this ILlmPolicyBuilder builder, string route)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(route);
        LlmPolicyHttpClientBuilderExtensions.AddOutgoing(builder.Services, new OutgoingRoute("A chat client", route));
        return builder;
    }

    /// <summary>
    /// Decides on each chat before the inner client is asked: claims of the caller whose request the app serves, models, budgets. A refusal throws
    /// <see cref="LlmPolicyRefusedException"/>. What an answer used is charged by its <c>Usage</c>, of a stream by its <c>UsageContent</c>.
    /// </summary>
    /// <remarks>Where an HttpClient of the same route carries the inner client to the chat's address, that one decides on what is really sent, and the chat counts once.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="route">The route that chats have to come under; one that <see cref="AddChatRoute"/> or an HttpClient has added.</param>
    /// <param name="configure">Sets options.</param>
    public static ChatClientBuilder UseLlmPolicy(this ChatClientBuilder builder, string route, Action<LlmPolicyChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(route);
        return builder.Use((inner, services) =>
        {
            if (!services.GetServices<OutgoingRoute>().Any(known => known.Route == route))
            {
                throw new InvalidOperationException($"Nothing decides on chats of the route {route}: call AddLlmPolicy().AddChatRoute(\"{route}\") on the app's services, and build with them.");
            }

            LlmPolicyChatOptions options = new();
            configure?.Invoke(options);
            return new PolicyChatClient(inner, route, options, services.GetRequiredService<OutgoingDecisions>());
        });
    }
}
