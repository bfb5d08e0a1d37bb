using LlmPolicy.Dashboard;
using LlmPolicy.Dashboard.Decisions;
using LlmPolicy.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>A page for operators. It stands beside guard and gateway, and no policy is asked before it.</summary>
public static class LlmPolicyDashboardExtensions
{
    /// <summary>
    /// Maps a page that shows what this process does: the policy that runs, who may go where, decisions as they come with every step that led to them, key sets, budgets, secrets by name
    /// and reloads; and that explains a pasted request. It holds no secret and no token. The app says who may look, with <c>RequireAuthorization</c> on what this returns.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="pattern">The path, such as <c>/llmpolicy</c>. What the page needs lies below it.</param>
    /// <returns>A builder for the conventions of the page and what lies below it.</returns>
    /// <exception cref="InvalidOperationException"><c>AddLlmPolicy()</c> was not called.</exception>
    /// <remarks>Where the environment is not <c>Development</c>, the app does not start while the page asks for no authorization; where it is, the page then answers loopback's names alone (<c>localhost</c>, <c>127.0.0.1</c>, <c>[::1]</c>).</remarks>
    public static IEndpointConventionBuilder MapLlmPolicyDashboard(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var dashboard = endpoints.ServiceProvider.GetService<DashboardEndpoints>()
            ?? throw new InvalidOperationException($"{nameof(MapLlmPolicyDashboard)}() needs a line builder.AddLlmPolicy().");
        endpoints.ServiceProvider.GetRequiredService<DecisionFeed>().Begin();
        DashboardAsset style = new("dashboard.css", "text/css; charset=utf-8");
        DashboardAsset script = new("dashboard.js", "text/javascript; charset=utf-8");
        var group = endpoints.MapGroup(pattern);
        group.MapGet("", LoopbackNames.Guard(dashboard.PageAsync, DashboardResponse.Protect));
        group.MapGet("fresh", LoopbackNames.Guard(dashboard.FreshAsync, DashboardResponse.Protect));
        group.MapGet("events", LoopbackNames.Guard(dashboard.EventsAsync, DashboardResponse.Protect));
        group.MapPost("ask", LoopbackNames.Guard(dashboard.AskAsync, DashboardResponse.Protect));
        group.MapGet("dashboard.css", LoopbackNames.Guard(style.InvokeAsync, DashboardResponse.Protect));
        group.MapGet("dashboard.js", LoopbackNames.Guard(script.InvokeAsync, DashboardResponse.Protect));
        NoLeave.Map(group, "ask");
        return group.WithMetadata(new ForOperators("shows what the policy does", "app.MapLlmPolicyDashboard(...)")).DisableLlmPolicy().CacheOutput(policy => policy.NoCache());
    }
}
