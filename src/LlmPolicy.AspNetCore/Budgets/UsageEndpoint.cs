using LlmPolicy.Codec;
using LlmPolicy.Facts;
using LlmPolicy.Guard;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Budgets;

/// <summary>Tells a caller, known by the token that the guarded routes take, what is left of his budgets.</summary>
internal sealed class UsageEndpoint(PolicyStore policies, PolicyRequestReader requests, BudgetReader budgets, TimeProvider time, ILogger<UsageEndpoint> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        BudgetAnswers.KeepPrivate(context);
        var decision = await DecideAsync(context).ConfigureAwait(false);
        if (decision.Result is not CallerBudgets { Budgets: var own })
        {
            await AnswerWriter.WriteAsync(context, decision.Response!).ConfigureAwait(false);
            return;
        }

        List<BudgetUse> uses = [];
        foreach (var budget in own)
        {
            if (await budgets.ReadAsync(budget.Counters).ConfigureAwait(false) is not { } limits)
            {
                await BudgetAnswers.StoreAwayAsync(context).ConfigureAwait(false);
                return;
            }

            uses.Add(new BudgetUse(budget.Budget, budget.Key, limits));
        }

        await context.Response.WriteAsJsonAsync(new BudgetList(uses), BudgetJson.Default.BudgetList, cancellationToken: context.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask<PolicyDecision> DecideAsync(HttpContext context)
    {
        var generation = policies.Current;
        WireHeaders.Restore(context.Request.Headers);
        var request = requests.Read(context, generation.Options);
        try
        {
            using ServedRequestFacts resolver = new(context, generation, time);
            return await PolicyDecider.BudgetsOfAsync(generation.Policy, request, generation.Facts, resolver, time, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The exception's text may hold what the caller sent.
            Log.BudgetsFailed(logger, e.GetType(), e.StackTrace);
            return GuardRefusals.Failed(null);
        }
    }
}
