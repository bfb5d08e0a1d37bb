using System.Diagnostics;
using LlmPolicy.Bodies;
using LlmPolicy.Budgets;
using LlmPolicy.Metering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Guard;

/// <summary>The decision on a request and what has become of it. It alone writes the decision; once that is settled, nobody does.</summary>
internal sealed class PolicyState(
    PolicyRequest request, PolicyGeneration generation, PolicyDecision decision, PolicyFacts facts, ServedRequest arrived, DecisionObservers observers) : ILlmPolicyFeature
{
    private readonly long _began = observers.Time.GetTimestamp();
    private string? _decisionId;
    private bool _isCarriedOut;
    private bool _isSettled;
    private bool _isCompleted;
    private bool _isBroken;
    private CancellationToken _clientLeft;

    public PolicyRequest Request { get; } = request;

    public PolicyGeneration Generation { get; } = generation;

    /// <summary>What the policy says of the raw target.</summary>
    public PolicyDecision OnTarget { get; } = decision;

    /// <summary>What was known when it was decided; with more, two readings of a path could differ by time alone.</summary>
    public PolicyFacts Facts { get; } = facts;

    public PolicyDecision Decision { get; private set; } = decision;

    /// <summary>In the form of a trace id: 32 hex digits. Unlike a Guid's they cost no call into the system, and nobody has to guess them.</summary>
    public string DecisionId => _decisionId ??= ActivityTraceId.CreateRandom().ToHexString();

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

    /// <summary>What is reserved for the request; null where no budget counts it.</summary>
    public BudgetHold? Hold { get; set; }

    /// <summary>What meters the answer; null where no rule asks for it.</summary>
    public UsageMeter? Meter { get; private set; }

    /// <summary>Puts a decision in the place of the present one. What is settled stays: the client has it.</summary>
    public void Replace(PolicyDecision decision)
    {
        if (!_isSettled)
        {
            Decision = decision;
        }
    }

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
                    ResponseBody.Filter(context, new ModelListFilter(context.Response, list));
                    break;
                case UsageMetering metering:
                    Meter = new UsageMeter(context, metering, context.RequestServices.GetService<ILlmTokenEstimator>());
                    context.Features.Set<ILlmUsageFeature>(Meter);
                    break;
            }
        }
    }

    /// <summary>The decision is final.</summary>
    public void Settle()
    {
        if (!_isSettled)
        {
            _isSettled = true;
            observers.Settled(this);
        }
    }

    /// <summary>The answer that has begun does not end as it should, unless it is the client that left it.</summary>
    public void Break() => _isBroken |= !_clientLeft.IsCancellationRequested;

    /// <summary>
    /// What the answer used, which is over; null where nothing is metered. Who has not seen its end, and does not know that it broke, had a client that left: Kestrel may not have
    /// said so yet.
    /// </summary>
    public LlmUsage? EndUsage() => Meter?.Settle(_isBroken ? LlmAnswerEnd.UpstreamBroke : LlmAnswerEnd.ClientLeft);

    /// <summary>All of the answer's body has been written, unless it was broken off.</summary>
    public ValueTask EndBodyAsync(HttpContext context) => _isBroken ? default : ResponseBody.EndAsync(context);

    private void Complete(HttpContext context)
    {
        if (_isCompleted)
        {
            return;
        }

        Settle();
        _isCompleted = true;
        observers.Completed(this, new RequestCompletion
        {
            StatusCode = context.Response.StatusCode,
            Ending = _isBroken ? RequestEnding.Broken : context.RequestAborted.IsCancellationRequested ? RequestEnding.ClientLeft : RequestEnding.Whole,
            Duration = observers.Time.GetElapsedTime(_began),
            Usage = EndUsage(),
        });
    }
}
