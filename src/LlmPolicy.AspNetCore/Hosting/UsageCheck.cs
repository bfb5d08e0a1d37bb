using LlmPolicy.Guard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Hosting;

/// <summary>Stops a start that would leave endpoints unguarded: once the pipeline is put together, before anything listens.</summary>
internal sealed class UsageCheck(PolicyUsage usage) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        var endpoints = app.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints ?? [];
        if (!usage.HasGuard && !endpoints.Any(e => EndpointRole.Of(e) is LlmPolicyEndpointRole.Guarded or LlmPolicyEndpointRole.Gateway))
        {
            throw new LlmPolicyException(
                "AddLlmPolicy() was called, but nothing uses the policy. Add app.UseLlmPolicy() to guard the app's endpoints, "
                + "app.MapLlmPolicy() for a gateway, or .RequireLlmPolicy() on an endpoint.");
        }

        if (usage.HasGuard && endpoints.FirstOrDefault(e => EndpointRole.Of(e) is null && ShortCircuits(e)) is { } unguarded)
        {
            throw new LlmPolicyException(
                $"The endpoint '{unguarded.DisplayName}' short-circuits, so app.UseLlmPolicy() never sees its requests. "
                + "Add .RequireLlmPolicy() to guard it anyway, or .DisableLlmPolicy() to leave it open.");
        }
    };

    // The type is internal to the framework.
    private static bool ShortCircuits(Endpoint endpoint) =>
        endpoint.Metadata.Any(m => m.GetType().FullName == "Microsoft.AspNetCore.Routing.ShortCircuit.ShortCircuitMetadata");
}
