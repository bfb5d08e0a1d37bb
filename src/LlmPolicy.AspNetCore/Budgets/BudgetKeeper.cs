using LlmPolicy.Guard;
using LlmPolicy.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Budgets;

/// <summary>Reserves what requests take of budgets before they are sent, says so in answer and log, and settles it when they are over.</summary>
internal sealed class BudgetKeeper(BudgetLedger ledger, BudgetMetrics metrics, ILogger<BudgetKeeper> logger)
{
    /// <summary>Reserves for a request to this server that is about to be sent, and shows on its answer what is left.</summary>
    /// <returns>The decision to answer in its place; null to go on.</returns>
    public ValueTask<PolicyDecision?> ReserveAsync(HttpContext context, PolicyState state) =>
        DemandsOf(state, out var forwarding) is { } demands ? ReserveAndShowAsync(context, state, forwarding!, demands) : default;

    /// <summary>Reserves for a request that is about to be sent.</summary>
    /// <returns>The decision that takes the place of the request's; null to go on.</returns>
    public ValueTask<PolicyDecision?> ReserveAsync(DecisionState state, CancellationToken cancellationToken) =>
        DemandsOf(state, out var forwarding) is { } demands ? ReserveAsync(state, forwarding!, demands, cancellationToken) : default;

    /// <summary>
    /// Settles what was reserved for a request, as soon as its answer is written: before the client can know that it has all of it, if its length was not told. Nobody waits for it: a
    /// store that is elsewhere goes on with it by itself.
    /// </summary>
    public void End(DecisionState state)
    {
        if (state.Hold is { IsEnded: false } hold)
        {
            hold.IsEnded = true;
            Settle(hold, state.DecisionId, state.EndUsage());
        }
    }

    /// <summary>Gives back what was reserved for a request that somebody else reserves for anew, and waits until it is there.</summary>
    public Task GiveBackAsync(DecisionState state)
    {
        if (state.Hold is not { IsEnded: false } hold)
        {
            return Task.CompletedTask;
        }

        (hold.IsEnded, hold.IsSent) = (true, false);
        var ending = ledger.EndAsync(hold, null).AsTask();
        metrics.Ended(hold);
        return WatchAsync(ending, state.DecisionId);
    }

    private void Settle(BudgetHold hold, string decisionId, LlmUsage? usage)
    {
        var settling = ledger.EndAsync(hold, usage);
        metrics.Ended(hold);
        if (!settling.IsCompletedSuccessfully)
        {
            _ = WatchAsync(settling.AsTask(), decisionId);
        }
        else if (settling.Result == BudgetEndOutcome.Ended)
        {
            LeaseOver(decisionId);
        }
    }

    private void LeaseOver(string decisionId)
    {
        metrics.Unsettled("expired");
        Log.BudgetLeaseOver(logger, decisionId);
    }

    private static List<BudgetDemand>? DemandsOf(DecisionState state, out Forwarding? forwarding)
    {
        forwarding = state is { Hold: null, Decision.Forwarding: { } way } ? way : null;
        return forwarding is null ? null : BudgetLedger.DemandsOf(forwarding);
    }

    private async ValueTask<PolicyDecision?> ReserveAndShowAsync(HttpContext context, PolicyState state, Forwarding forwarding, List<BudgetDemand> demands)
    {
        var refusal = await ReserveAsync(state, forwarding, demands, context.RequestAborted).ConfigureAwait(false);
        if (state.Hold is { } hold && !context.Response.HasStarted)
        {
            context.Response.OnStarting(static held =>
            {
                var (context, hold) = ((HttpContext, BudgetHold))held;
                BudgetHeaders.AddTo(new DictionaryHeaders(context.Response.Headers), hold.Demands, hold.Readings.Span, hold.At);
                return Task.CompletedTask;
            }, (context, hold));
        }

        return refusal;
    }

    private async ValueTask<PolicyDecision?> ReserveAsync(DecisionState state, Forwarding forwarding, List<BudgetDemand> demands, CancellationToken cancellationToken)
    {
        var admission = await ledger.ReserveAsync(state.Decision, forwarding, demands, cancellationToken).ConfigureAwait(false);
        if (admission.StoreFailure is { } mode)
        {
            metrics.StoreFailed(mode);
            Log.BudgetStoreAway(logger, state.DecisionId, mode);
        }

        if (admission.Binding is { } binding)
        {
            metrics.Refused(binding, admission.FitsAt);
            Log.BudgetExceeded(logger, state.DecisionId, binding.Budget, binding.What);
        }

        if (admission.Hold is { } hold)
        {
            state.Hold = hold;
            metrics.Reserved(hold);
            LogShadows(state.DecisionId, hold);
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
                LeaseOver(decisionId);
            }
        }
        catch (Exception e)
        {
            // The lease runs out by itself, and is charged then.
            metrics.Unsettled("failed");
            Log.BudgetUnsettled(logger, decisionId, e.GetType());
        }
    }
}
