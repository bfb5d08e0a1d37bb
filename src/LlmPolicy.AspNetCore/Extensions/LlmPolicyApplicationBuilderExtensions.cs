using LlmPolicy.Guard;
using LlmPolicy.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the guard into the pipeline.</summary>
public static class LlmPolicyApplicationBuilderExtensions
{
    /// <summary>
    /// Guards all that comes after: endpoints, files, other middleware. Stands after <c>UseRouting</c>, where the app calls that itself,
    /// so that <c>DisableLlmPolicy</c> can be seen.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <exception cref="InvalidOperationException"><c>AddLlmPolicy</c> is missing.</exception>
    public static IApplicationBuilder UseLlmPolicy(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var usage = app.ApplicationServices.GetService<PolicyUsage>()
            ?? throw new InvalidOperationException("app.UseLlmPolicy() needs a line builder.AddLlmPolicy().");
        usage.HasGuard = true;
        var guard = app.ApplicationServices.GetRequiredService<RequestGuard>();
        return app.Use(next => context => guard.InvokeAsync(context, next));
    }
}
