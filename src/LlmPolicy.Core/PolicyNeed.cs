namespace LlmPolicy;

/// <summary>
/// A fact that a decision depends on and that is not known yet: <see cref="KeysNeed"/>, <see cref="BodyNeed"/>, <see cref="RateLimitNeed"/> or
/// <see cref="LocalRateLimitNeed"/>. A host finds it out, or finds that it is not to be had, says so in <see cref="PolicyFacts"/>, and evaluates again; <see cref="PolicyDecider"/> does that.
/// </summary>
public abstract class PolicyNeed : DecisionResult
{
    private protected PolicyNeed(string reason, SourcePosition position) => (Reason, Position) = (reason, position);

    /// <summary>The reason of a decision that asks for this, one of <see cref="ReasonCodes"/>.</summary>
    public string Reason { get; }

    /// <summary>The manifest's rule that asks for it.</summary>
    public SourcePosition Position { get; }
}
