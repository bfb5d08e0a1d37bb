using LlmPolicy;
using LlmPolicy.Guard;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Guards or exempts endpoints and groups. Where an endpoint and its group say different things, the endpoint's word counts.</summary>
public static class LlmPolicyEndpointConventionBuilderExtensions
{
    /// <summary>Guards the endpoint from within, whether or not the app has <c>UseLlmPolicy</c>; authorization comes before it.</summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint's builder.</param>
    public static TBuilder RequireLlmPolicy<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(EndpointGuard.Wrap);
        return builder;
    }

    /// <summary>Exempts the endpoint: the policy is not asked, and whoever reaches the app reaches it. For health checks, whose probes send an address as <c>Host</c>.</summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint's builder.</param>
    public static TBuilder DisableLlmPolicy<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => endpoint.Metadata.Add(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Exempt)));
        return builder;
    }
}
