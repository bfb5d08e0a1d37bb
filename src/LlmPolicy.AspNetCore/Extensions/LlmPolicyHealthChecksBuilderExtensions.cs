using LlmPolicy;
using LlmPolicy.Health;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LlmPolicy to the app's health checks.</summary>
public static class LlmPolicyHealthChecksBuilderExtensions
{
    /// <summary>The check's name.</summary>
    private const string Name = "llmpolicy";

    /// <summary>
    /// Adds a check of the name <c>llmpolicy</c> with the tag <c>ready</c>. Unhealthy: the app stops, or waits for its first keys. Degraded, which ASP.NET Core answers with 200: the policy in force
    /// is older than its files, a key set is missing or older than its <c>cacheDuration</c>, a gateway's secret can't be used, or the store of budgets does not answer. Its description says
    /// which, and holds no secret.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks()</c> returned.</param>
    /// <param name="configure">Sets what it asks for.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>Needs <c>AddLlmPolicy</c> on the app's builder. Map it with <c>DisableLlmPolicy</c>: probes bring no token.</remarks>
    public static IHealthChecksBuilder AddLlmPolicy(this IHealthChecksBuilder builder, Action<LlmPolicyHealthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<LlmPolicyHealthOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(KeySetWait)))
        {
            return builder;
        }

        services.AddSingleton<KeySetWait>();
        services.TryAddSingleton<PolicyHealthCheck>();
        return builder.AddCheck<PolicyHealthCheck>(Name, failureStatus: null, tags: ["ready"]);
    }
}
