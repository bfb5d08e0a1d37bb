using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Guard;

/// <summary>Guards an endpoint from within, with no middleware: whatever leads to the endpoint leads through the guard.</summary>
internal static class EndpointGuard
{
    public static void Wrap(EndpointBuilder endpoint)
    {
        endpoint.Metadata.Add(new LlmPolicyEndpointMetadata(LlmPolicyEndpointRole.Guarded));
        if (endpoint.RequestDelegate is { } next)
        {
            RequestDelegate serve = context =>
            {
                (context.Features.Get<ILlmPolicyFeature>() as PolicyState)?.IsServed = true;
                return next(context);
            };
            endpoint.RequestDelegate = context => Guard(context).InvokeAsync(context, serve);
        }
    }

    private static RequestGuard Guard(HttpContext context) => context.RequestServices.GetService<RequestGuard>()
        ?? throw new InvalidOperationException("RequireLlmPolicy() needs a line builder.AddLlmPolicy().");
}
