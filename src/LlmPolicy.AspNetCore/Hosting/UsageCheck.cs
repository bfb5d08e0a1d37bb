using LlmPolicy.Guard;
using LlmPolicy.Outgoing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Hosting;

/// <summary>Stops a start that would leave endpoints unguarded, or operators' open to anybody: once the pipeline is put together, before anything listens.</summary>
internal sealed class UsageCheck(PolicyUsage usage, IEnumerable<OutgoingRoute> outgoing, IHostEnvironment? environment = null) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        var endpoints = app.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints ?? [];
        if (!usage.HasGuard && !outgoing.Any() && !endpoints.Any(e => EndpointRole.Of(e) is LlmPolicyEndpointRole.Guarded or LlmPolicyEndpointRole.Gateway))
        {
            throw new LlmPolicyException(
                "AddLlmPolicy() was called, but nothing uses the policy. Add app.UseLlmPolicy() to guard the app's endpoints, "
                + "app.MapLlmPolicy() for a gateway, .RequireLlmPolicy() on an endpoint, or .AddLlmPolicy(route) on an HttpClient.");
        }

        if (usage.HasGuard && endpoints.FirstOrDefault(e => EndpointRole.Of(e) is null && ShortCircuits(e)) is { } unguarded)
        {
            throw new LlmPolicyException(
                $"The endpoint '{unguarded.DisplayName}' short-circuits, so app.UseLlmPolicy() never sees its requests. "
                + "Add .RequireLlmPolicy() to guard it anyway, or .DisableLlmPolicy() to leave it open.");
        }

        if (environment?.IsDevelopment() != true && endpoints.FirstOrDefault(ForOperators.IsOpenToAnybody) is { } open && open.Metadata.GetMetadata<ForOperators>() is { } operators)
        {
            throw new LlmPolicyException(
                $"The endpoint '{open.DisplayName}' {operators.Does}, but asks for no authorization. Add .RequireAuthorization(...) to {operators.Mapped}.");
        }
    };

    // The type is internal to the framework.
    private static bool ShortCircuits(Endpoint endpoint) =>
        endpoint.Metadata.Any(m => m.GetType().FullName == "Microsoft.AspNetCore.Routing.ShortCircuit.ShortCircuitMetadata");
}
