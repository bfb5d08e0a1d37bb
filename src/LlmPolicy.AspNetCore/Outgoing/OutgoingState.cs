using LlmPolicy.Guard;
using LlmPolicy.Metering;

namespace LlmPolicy.Outgoing;

/// <summary>The decision on a call that the app makes, and what has become of it.</summary>
internal sealed class OutgoingState(
    PolicyRequest request, HttpContent? content, PolicyGeneration generation, PolicyDecision decision, PolicyFacts facts, long began, DecisionObservers observers, ILlmTokenEstimator? estimator)
    : DecisionState(request, generation, decision, facts, began, observers)
{
    private int _isOver;

    /// <summary>The body that was decided on; null for none.</summary>
    public HttpContent? Content => content;

    /// <summary>The chat that this call is on its way; null: it is none's.</summary>
    public PendingCall? Carries { get; set; }

    /// <summary>The call is about to be sent: its answer is metered if a rule asks for it.</summary>
    public void Begin(Forwarding forwarding) =>
        Meter = forwarding.Effects.OfType<UsageMetering>().FirstOrDefault() is { } metering ? new UsageMeter(metering, estimator) : null;

    /// <summary>Nothing of the call reached its upstream: what is reserved for it is given back.</summary>
    public void NotSent()
    {
        if (Hold is { } hold)
        {
            hold.IsSent = false;
        }
    }

    /// <summary>The call is over; the first time counts.</summary>
    /// <param name="statusCode">The status that the app got; of an answer that never began, the one that a gateway would have answered.</param>
    /// <param name="ending">How its answer ended.</param>
    public void End(int statusCode, RequestEnding ending)
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            IsBroken = ending == RequestEnding.Broken;
            Complete(statusCode, ending);
        }
    }

    /// <summary>The call is refused, and over. To be thrown.</summary>
    /// <param name="refusal">The decision; it has a response.</param>
    public LlmPolicyRefusedException Refuse(PolicyDecision refusal)
    {
        var response = refusal.Response!;
        Replace(refusal);
        NotSent();
        End(response.StatusCode, RequestEnding.Whole);
        return new LlmPolicyRefusedException(refusal.Reason, DecisionId, response);
    }
}
