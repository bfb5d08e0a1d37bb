using LlmPolicy.Budgets;
using LlmPolicy.Caching;
using LlmPolicy.Codec;
using LlmPolicy.Guard;
using LlmPolicy.Facts;
using LlmPolicy.Metering;
using LlmPolicy.Outgoing;
using LlmPolicy.Telemetry;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LlmPolicy;

/// <summary>Decides requests and gives the policy's answers: what guard, gateway and authentication have in common.</summary>
public sealed class PolicyGate
{
    private readonly PolicyStore _store;
    private readonly PolicyRequestReader _reader;
    private readonly PathCheck _paths;
    private readonly RouteHint _hint;
    private readonly DecisionTags _tags;
    private readonly DecisionObservers _observers;
    private readonly BudgetKeeper _budgets;
    private readonly DecisionMetrics _metrics;
    private readonly DecisionSpans _spans;
    private readonly ILogger _logger;
    private readonly ServedCallers? _callers;

    internal PolicyGate(
        PolicyStore store, PolicyRequestReader reader, PathCheck paths, RouteHint hint, DecisionTags tags, DecisionObservers observers, BudgetKeeper budgets,
        DecisionMetrics metrics, DecisionSpans spans, ILogger<PolicyGate> logger, ServedCallers? callers) =>
        (_store, _reader, _paths, _hint, _tags, _observers, _budgets, _metrics, _spans, _logger, _callers) =
            (store, reader, paths, hint, tags, observers, budgets, metrics, spans, logger, callers);

    /// <summary>
    /// The decision on a request: made at the first call, kept in <c>HttpContext.Features</c>. For all but a
    /// <see cref="LlmPolicyEndpointRole.Gateway"/> endpoint it has to hold for the path that the app serves, too, else it is
    /// <see cref="ReasonCodes.TargetAmbiguous"/>. Where method, path or query are no longer those that were decided on, it is
    /// <see cref="ReasonCodes.TargetRewritten"/>. If the policy's code fails, the decision is to answer 500.
    /// </summary>
    /// <param name="context">The request.</param>
    public async ValueTask<ILlmPolicyFeature> EvaluateAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await DecideAsync(context).ConfigureAwait(false);
    }

    /// <summary>Begins a scope of logging that carries the decision's id and reason, in Development; else null.</summary>
    /// <param name="decided">The decision.</param>
    public IDisposable? BeginScope(ILlmPolicyFeature decided)
    {
        ArgumentNullException.ThrowIfNull(decided);
        return _tags.BeginScope(decided);
    }

    /// <summary>Sends an answer of the policy; the decision is settled then. Nothing may be sent after it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decision">The request's decision, or one that the host makes later in its place: a secret is missing, say. It becomes the request's decision; whether the connection
    /// goes on behind it is then the host's to say.</param>
    /// <exception cref="ArgumentException">The decision has no response.</exception>
    public async Task RespondAsync(HttpContext context, PolicyDecision decision)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(decision);
        var answer = decision.Response ?? throw new ArgumentException("The decision has no response.", nameof(decision));
        var state = await DecideAsync(context).ConfigureAwait(false);
        bool isLater = decision != state.Decision;
        state.Replace(decision);
        state.Meter?.End(LlmAnswerEnd.UpstreamBroke);
        bool isOutermost = state.CarryOut(context);
        state.IsServed = true;
        state.Settle();
        if (decision.Reason is ReasonCodes.NoVirtualHost or ReasonCodes.NoRoute)
        {
            _hint.AddTo(context.Response, state.Generation.Policy);
        }

        if (!RefusalEnd.TryReset(context, decision))
        {
            if (!isLater)
            {
                RefusalEnd.Close(context, decision);
            }

            await AnswerWriter.WriteAsync(context, answer).ConfigureAwait(false);
            if (isOutermost)
            {
                await EndBodyAsync(context, state).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reserves what the request takes of budgets.</summary>
    /// <returns>The decision to answer in its place; null to go on.</returns>
    internal ValueTask<PolicyDecision?> ReserveAsync(HttpContext context, ILlmPolicyFeature decided) => _budgets.ReserveAsync(context, (PolicyState)decided);

    /// <summary>Nothing of the request reached its upstream: what is reserved for it is given back.</summary>
    internal static void NotSent(ILlmPolicyFeature decided)
    {
        if (((PolicyState)decided).Hold is { } hold)
        {
            hold.IsSent = false;
        }
    }

    /// <summary>The decision is about to be carried out: observers are told when its answer begins and when the request is over.</summary>
    /// <returns>Whether this is the first to carry it out, who ends the answer's body (<see cref="EndBodyAsync"/>).</returns>
    internal static bool CarryOut(HttpContext context, ILlmPolicyFeature decided) => ((PolicyState)decided).CarryOut(context);

    /// <summary>All of the answer's body has been written, unless it was broken off.</summary>
    internal async ValueTask EndBodyAsync(HttpContext context, ILlmPolicyFeature decided)
    {
        var state = (PolicyState)decided;
        await state.EndBodyAsync(context).ConfigureAwait(false);
        _budgets.End(state);
    }

    /// <summary>The answer that has begun is broken off.</summary>
    internal static void Break(ILlmPolicyFeature decided) => ((PolicyState)decided).Break();

    /// <summary>What meters the answer to a request that is carried out; null where no rule asks for it.</summary>
    internal static UsageMeter? MeterOf(ILlmPolicyFeature decided) => ((PolicyState)decided).Meter;

    internal async ValueTask<PolicyState> DecideAsync(HttpContext context)
    {
        OwnAnswers.KeepFromCacheInFront(context);
        var endpoint = context.GetEndpoint();
        PolicyState? state = context.Features.Get<ILlmPolicyFeature>() as PolicyState;
        if (state is not null
            && (IsReexecuted(context) || (state.Endpoint == endpoint && state.Served.IsStillOf(context) && state.Origin == _reader.OriginOf(context))))
        {
            return state;
        }

        if (state is null)
        {
            context.Features.Set<ILlmPolicyFeature>(state = await DecideOnTargetAsync(context).ConfigureAwait(false));
            _callers?.Decided(state);
            _tags.AddTo(context, state);
            UpgradeEnd.Watch(context);
        }

        Check(context, state, endpoint, context.Request.RouteValues);
        return state;
    }

    /// <summary>Sets the decision to what holds for the request as it is now, and for the path that the endpoint stands for.</summary>
    internal void Check(HttpContext context, PolicyState state, Endpoint? endpoint, RouteValueDictionary values)
    {
        (state.Endpoint, state.Origin) = (endpoint, _reader.OriginOf(context));
        try
        {
            state.Replace(Refuse(context, state, endpoint, values) ?? state.OnTarget);
        }
        catch (Exception e)
        {
            Fail(state, e);
        }
    }

    /// <summary>
    /// Holds an answer back that neither an endpoint nor a gateway gives, but a middleware behind the guard by itself, to a request that was not decided on as it is by then: a middleware has
    /// rewritten it. What says nothing may go: an error, or no content.
    /// </summary>
    /// <exception cref="InvalidOperationException">The answer is held back.</exception>
    internal void HoldBackUndecided(HttpContext context, PolicyState state)
    {
        if (state.IsServed || IsReexecuted(context) || context.Response.StatusCode is StatusCodes.Status204NoContent or >= StatusCodes.Status400BadRequest)
        {
            return;
        }

        state.Origin = _reader.OriginOf(context);
        bool isDecided = state.Decision.Outcome == PolicyOutcome.Forward
            && (state.Served.IsStillOf(context) ? _paths.Refuse(context, state, null, []) is null : _paths.ComesUnderSameRoute(context, state));
        if (!isDecided)
        {
            throw new InvalidOperationException("A middleware rewrote the request, and another one answered it by itself.");
        }
    }

    /// <summary>Policy code has failed: nothing may be served. Only the exception's type and place are logged; its text may hold what the caller sent.</summary>
    internal void Fail(PolicyState state, Exception exception)
    {
        Log.Failed(_logger, state.DecisionId, exception.GetType(), exception.StackTrace);
        state.Replace(GuardRefusals.Failed(state.OnTarget.Route));
    }

    /// <summary>
    /// Whether an error page is being made: the pipeline runs a second time (<c>UseExceptionHandler</c>,
    /// <c>UseStatusCodePagesWithReExecute</c>), on a path that nobody asked for.
    /// </summary>
    /// <param name="context">The request.</param>
    public static bool IsReexecuted(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
    }

    private PolicyDecision? Refuse(HttpContext context, PolicyState state, Endpoint? endpoint, RouteValueDictionary values) =>
        state.OnTarget.Outcome != PolicyOutcome.Forward || IsReexecuted(context) ? null
        : !state.Served.IsStillOf(context) ? GuardRefusals.Rewritten(state.OnTarget.Route)
        : EndpointRole.IsExempt(endpoint) ? null
        : _paths.Refuse(context, state, endpoint, values);

    private async ValueTask<PolicyState> DecideOnTargetAsync(HttpContext context)
    {
        using var span = DecisionSpans.Start();
        long began = _observers.Time.GetTimestamp();
        var generation = _store.Current;
        WireHeaders.Restore(context.Request.Headers);
        var request = _reader.Read(context, generation.Options);
        var arrived = ServedRequest.Of(context);
        PolicyState state;
        try
        {
            using ServedRequestFacts resolver = new(context, generation, _observers.Time);
            var (decision, facts) = await PolicyDecider.DecideAsync(generation.Policy, request, generation.Facts, resolver, _observers.Time, context.RequestAborted).ConfigureAwait(false);
            var broken = EndpointRole.Of(context.GetEndpoint()) == LlmPolicyEndpointRole.Gateway
                ? await ArrivedBody.CheckAsync(context, decision).ConfigureAwait(false)
                : null;
            state = new PolicyState(request, generation, broken ?? decision, facts, arrived, began, _observers);
        }
        catch (Exception e)
        {
            state = new PolicyState(request, generation, GuardRefusals.Failed(null), PolicyFacts.None, arrived, began, _observers);
            Fail(state, e);
        }

        _metrics.Evaluated(state);
        if (span is not null)
        {
            _spans.Describe(span, state);
        }

        return state;
    }
}
