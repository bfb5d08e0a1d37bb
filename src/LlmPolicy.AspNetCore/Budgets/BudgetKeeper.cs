using LlmPolicy.Guard;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Budgets;

/// <summary>Reserves what requests take of budgets before they are sent, says so in answer and log, and settles it when they are over.</summary>
internal sealed class BudgetKeeper(BudgetLedger ledger, ILogger<BudgetKeeper> logger)
{
    /// <summary>Reserves for a request that is about to be sent.</summary>
    /// <returns>The decision to answer in its place; null to go on.</returns>
    public ValueTask<PolicyDecision?> ReserveAsync(HttpContext context, PolicyState state) =>
        state is { Hold: null, Decision.Forwarding: { } forwarding } && BudgetLedger.DemandsOf(forwarding) is { } demands ? ReserveAsync(context, state, forwarding, demands) : default;

    /// <summary>
    /// Settles what was reserved for a request, as soon as its answer is written: before the client can know that it has all of it, if its length was not told. Nobody waits for it: a
    /// store that is elsewhere goes on with it by itself.
    /// </summary>
    public void End(PolicyState state)
    {
        if (state.Hold is { IsEnded: false } hold)
        {
            hold.IsEnded = true;
            Settle(hold, state.DecisionId, state.EndUsage());
        }
    }

    private void Settle(BudgetHold hold, string decisionId, LlmUsage? usage)
    {
        var settling = ledger.EndAsync(hold, usage);
        if (!settling.IsCompletedSuccessfully)
        {
            _ = WatchAsync(settling.AsTask(), decisionId);
        }
        else if (settling.Result == BudgetEndOutcome.Ended)
        {
            Log.BudgetLeaseOver(logger, decisionId);
        }
    }

    private async ValueTask<PolicyDecision?> ReserveAsync(HttpContext context, PolicyState state, Forwarding forwarding, List<BudgetDemand> demands)
    {
        var admission = await ledger.ReserveAsync(state.Decision, forwarding, demands, context.RequestAborted).ConfigureAwait(false);
        if (admission.StoreFailure is { } mode)
        {
            Log.BudgetStoreAway(logger, state.DecisionId, mode);
        }

        if (admission.Binding is { } binding)
        {
            Log.BudgetExceeded(logger, state.DecisionId, binding.Budget, binding.What);
        }

        if (admission.Hold is { } hold)
        {
            state.Hold = hold;
            LogShadows(state.DecisionId, hold);
            if (!context.Response.HasStarted)
            {
                context.Response.OnStarting(static held =>
                {
                    var (context, hold) = ((HttpContext, BudgetHold))held;
                    BudgetHeaders.AddTo(context.Response.Headers, hold.Demands, hold.Readings.Span, hold.At);
                    return Task.CompletedTask;
                }, (context, hold));
            }
        }

        return admission.Refusal;
    }

    private void LogShadows(string decisionId, BudgetHold hold)
    {
        int i = 0;
        foreach (var demand in hold.Demands)
        {
            foreach (var counter in demand.Counters)
            {
                var reading = hold.Readings.Span[i++];
                if (demand.IsShadow && reading.Used + reading.Reserved > counter.Limit)
                {
                    Log.BudgetWouldRefuse(logger, decisionId, counter.Budget, counter.What);
                }
            }
        }
    }

    private async Task WatchAsync(Task<BudgetEndOutcome> settling, string decisionId)
    {
        try
        {
            if (await settling.ConfigureAwait(false) == BudgetEndOutcome.Ended)
            {
                Log.BudgetLeaseOver(logger, decisionId);
            }
        }
        catch (Exception e)
        {
            // The lease runs out by itself, and is charged then.
            Log.BudgetUnsettled(logger, decisionId, e.GetType());
        }
    }
}
