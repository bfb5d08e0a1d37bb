using LlmPolicy.Bodies;
using LlmPolicy.Metering;
using LlmPolicy.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Guard;

/// <summary>The decision on a request to this server, and what has become of it.</summary>
internal sealed class PolicyState(
    PolicyRequest request, PolicyGeneration generation, PolicyDecision decision, PolicyFacts facts, ServedRequest arrived, long began, DecisionObservers observers)
    : DecisionState(request, generation, decision, facts, began, observers)
{
    private bool _isCarriedOut;
    private CancellationToken _clientLeft;

    /// <summary>What the policy says of the raw target.</summary>
    public PolicyDecision OnTarget { get; } = decision;

    /// <summary>What the app saw of the request when it was decided on.</summary>
    public ServedRequest Arrived { get; } = arrived;

    /// <summary>What the decision holds for: what arrived, without what the guard itself took off.</summary>
    public ServedRequest Served { get; set; } = arrived;

    /// <summary>The origin that the decision was last held against.</summary>
    public RequestOrigin Origin { get; set; } = new(request.Scheme, request.Authority);

    /// <summary>The endpoint whose path was compared; null if routing had not chosen any.</summary>
    public Endpoint? Endpoint { get; set; }

    /// <summary>Whether a guard has let the request pass.</summary>
    public bool Passed { get; set; }

    /// <summary>Whether an endpoint, a gateway or the policy itself has begun to answer it: what it makes of the request from then on is its own.</summary>
    public bool IsServed { get; set; }

    /// <summary>The decision is about to be carried out: it is settled when the answer begins, at the latest when the request is over.</summary>
    /// <returns>Whether this is the first to carry it out: the outermost, who ends the answer's body (<see cref="EndBodyAsync"/>).</returns>
    public bool CarryOut(HttpContext context)
    {
        if (_isCarriedOut)
        {
            return false;
        }

        _isCarriedOut = true;
        _clientLeft = context.RequestAborted;
        if (Decision.Forwarding is { } forwarding)
        {
            Begin(forwarding, context);
        }

        context.Response.OnStarting(static state =>
        {
            ((PolicyState)state).Settle();
            return Task.CompletedTask;
        }, this);
        context.Response.OnCompleted(static completed =>
        {
            var (context, state) = ((HttpContext, PolicyState))completed;
            state.Complete(context);
            return Task.CompletedTask;
        }, (context, this));
        return true;
    }

    /// <summary>What the policy changes of the bodies, and looks for in them.</summary>
    private void Begin(Forwarding forwarding, HttpContext context)
    {
        if (forwarding.Body is { } body)
        {
            RequestBody.Of(context).Replace(body);
        }

        for (int i = 0; i < forwarding.Effects.Count; i++)
        {
            switch (forwarding.Effects[i])
            {
                case ModelListFiltering list:
                    ResponseBody.Filter(context, new ModelListFilter(() => context.Response.StatusCode, list));
                    break;
                case UsageMetering metering:
                    Meter = new UsageMeter(
                        metering, context.RequestServices.GetService<ILlmTokenEstimator>(), context.RequestServices.GetRequiredService<InferenceMetrics>().Begin(context.Response));
                    context.Features.Set<ILlmUsageFeature>(Meter);
                    break;
            }
        }
    }

    /// <summary>The answer that has begun does not end as it should, unless it is the client that left it.</summary>
    public void Break() => IsBroken |= !_clientLeft.IsCancellationRequested;

    /// <summary>All of the answer's body has been written, unless it was broken off.</summary>
    public ValueTask EndBodyAsync(HttpContext context) => IsBroken ? default : ResponseBody.EndAsync(context);

    private void Complete(HttpContext context) =>
        Complete(context.Response.StatusCode, context.RequestAborted.IsCancellationRequested ? RequestEnding.ClientLeft : RequestEnding.Whole);
}
