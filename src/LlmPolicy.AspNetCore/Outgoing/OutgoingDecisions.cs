using LlmPolicy.Budgets;
using LlmPolicy.Guard;
using LlmPolicy.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Outgoing;

/// <summary>Decides on calls that the app makes, as if they had come to a gateway, from the caller for whom the app works.</summary>
internal sealed class OutgoingDecisions(
    PolicyStore store, DecisionObservers observers, BudgetKeeper budgets, ServedCallers callers, DecisionMetrics metrics, ILogger<PolicyGate> logger, ILlmTokenEstimator? estimator = null)
{
    /// <summary>Decides on a call, and reserves for it what it takes of budgets.</summary>
    /// <param name="route">The route that it has to come under.</param>
    /// <param name="message">The call; it is read, and stays as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The state of a call that may be sent, or that its route answers by itself.</returns>
    /// <exception cref="LlmPolicyRefusedException">The call is refused.</exception>
    public async ValueTask<OutgoingState> AdmitAsync(string route, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var content = message.Content;
        var pending = PendingCall.Of(route);
        if (content is not null && pending?.Renamed is { } renamed)
        {
            content = await renamed.RestoreAsync(content, cancellationToken).ConfigureAwait(false) ?? content;
        }

        // A chat is counted once: what limits said of it holds for the call that carries it.
        var counted = pending is { IsCounted: true } && await pending.IsCarriedByAsync(message, content, cancellationToken).ConfigureAwait(false)
            ? pending.TakeRateLimits()
            : RateLimitAnswers.None;
        var state = await DecideAsync(message, content, counted, cancellationToken).ConfigureAwait(false);
        if (Refusal(state.Decision, route) is { } refusal)
        {
            throw state.Refuse(refusal);
        }

        if (pending is not null && state.Decision.Forwarding is not null && await pending.IsCarriedByAsync(message, content, cancellationToken).ConfigureAwait(false))
        {
            state.Carries = pending;
            await pending.TakeAsync().ConfigureAwait(false);
        }

        return await budgets.ReserveAsync(state, cancellationToken).ConfigureAwait(false) is { } overspent ? throw state.Refuse(overspent) : state;
    }

    /// <summary>Gives back what was reserved for a call that a client below it makes under its own decision.</summary>
    public Task GiveBackAsync(OutgoingState state) => budgets.GiveBackAsync(state);

    /// <summary>Reserves for a call again: what was reserved for it was given back, and it went another way after all.</summary>
    /// <exception cref="LlmPolicyRefusedException">There is not enough left.</exception>
    public async ValueTask ReserveAgainAsync(OutgoingState state, CancellationToken cancellationToken)
    {
        state.Hold = null;
        if (await budgets.ReserveAsync(state, cancellationToken).ConfigureAwait(false) is { } overspent)
        {
            throw state.Refuse(overspent);
        }
    }

    private static PolicyDecision? Refusal(PolicyDecision decision, string route) =>
        decision.IsRefusal ? decision
        : decision.Route?.ToString() == route ? null
        : OtherRoute(decision);

    private static PolicyDecision OtherRoute(PolicyDecision decision) =>
        new(new PolicyResponse(StatusCodes.Status403Forbidden, "The call comes under another route than its client is for", [new HeaderField("content-type", "text/plain")]))
        {
            Reason = ReasonCodes.OtherRoute,
            Position = decision.Position,
            Route = decision.Route,
            Callers = decision.Callers,
            ExtAuthCaller = decision.ExtAuthCaller,
        };

    private async ValueTask<OutgoingState> DecideAsync(HttpRequestMessage message, HttpContent? content, RateLimitAnswers rateLimits, CancellationToken cancellationToken)
    {
        long began = observers.Time.GetTimestamp();
        var generation = store.Current;
        var request = OutgoingRequestReader.Read(message);
        if (callers.Current is { } served)
        {
            request = generation.Policy.WithCredentialsOf(request, served);
        }

        using OutgoingFacts facts = new(content, generation, observers.Time);
        try
        {
            var (decision, known) = await PolicyDecider.DecideAsync(
                generation.Policy, request, rateLimits.IsEmpty ? generation.Facts : generation.Facts with { RateLimits = rateLimits }, facts, observers.Time, cancellationToken).ConfigureAwait(false);
            OutgoingState state = new(request, content, generation, decision, known, began, observers, estimator);
            metrics.Evaluated(state);
            return state;
        }
        catch (Exception e) when (!facts.HasBodyFailed && !cancellationToken.IsCancellationRequested)
        {
            OutgoingState state = new(request, content, generation, GuardRefusals.Failed(null), PolicyFacts.None, began, observers, estimator);
            metrics.Evaluated(state);
            Log.Failed(logger, state.DecisionId, e.GetType(), e.StackTrace);
            return state;
        }
    }
}
