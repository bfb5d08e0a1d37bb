using LlmPolicy.Budgets;
using LlmPolicy.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Endpoints that tell what is used of budgets (<c>TokenBudget</c>). They stand beside guard and gateway, and no policy is asked before them.</summary>
public static class LlmPolicyBudgetEndpointExtensions
{
    /// <summary>
    /// Maps an endpoint that tells each caller the limits of his own budgets, and what is used, reserved and left of them. A caller brings the token that the routes of the same host
    /// take, and is told of the budgets of those that take it; without such a token the answer is the policy's 401.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="pattern">The path, such as <c>/llmpolicy/usage</c>. <c>GET</c> alone is taken.</param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddLlmPolicy()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapLlmPolicyUsage(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var usage = Service<UsageEndpoint>(endpoints, nameof(MapLlmPolicyUsage));
        return Own(endpoints.MapGet(pattern, (RequestDelegate)usage.InvokeAsync));
    }

    /// <summary>
    /// Maps endpoints for operators: <c>GET</c> tells of all budgets, of one (<c>?budget=default/tokens</c>) and of one key's limits (<c>&amp;key=["alice"]</c>); <c>POST</c> to
    /// <c>correct</c> and <c>reset</c> below the path changes what is used. The app says who may, with <c>RequireAuthorization</c> on what this returns.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="pattern">The path, such as <c>/llmpolicy/budgets</c>.</param>
    /// <returns>A builder for the conventions of all of them.</returns>
    /// <exception cref="InvalidOperationException"><c>AddLlmPolicy()</c> was not called.</exception>
    /// <remarks>Where the environment is not <c>Development</c>, the app does not start while they ask for no authorization; where it is, they then answer loopback's names alone (<c>localhost</c>, <c>127.0.0.1</c>, <c>[::1]</c>).</remarks>
    public static IEndpointConventionBuilder MapLlmPolicyBudgets(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var operators = Service<OperatorEndpoints>(endpoints, nameof(MapLlmPolicyBudgets));
        var group = endpoints.MapGroup(pattern);
        group.MapGet("", LoopbackNames.Guard(operators.GetAsync, BudgetAnswers.KeepPrivate));
        group.MapPost("correct", LoopbackNames.Guard(operators.CorrectAsync, BudgetAnswers.KeepPrivate));
        group.MapPost("reset", LoopbackNames.Guard(operators.ResetAsync, BudgetAnswers.KeepPrivate));
        NoLeave.Map(group, "correct", "reset");
        return Own(group.WithMetadata(new ForOperators("shows and changes everybody's budgets", "app.MapLlmPolicyBudgets(...)")));
    }

    /// <summary>No guard stands before it, and no output cache keeps what it told another caller.</summary>
    private static TBuilder Own<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
        => builder.DisableLlmPolicy().CacheOutput(policy => policy.NoCache());

    private static T Service<T>(IEndpointRouteBuilder endpoints, string method)
        where T : notnull
        => endpoints.ServiceProvider.GetService<T>() ?? throw new InvalidOperationException($"{method}() needs a line builder.AddLlmPolicy().");
}
