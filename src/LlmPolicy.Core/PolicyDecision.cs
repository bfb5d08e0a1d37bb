using LlmPolicy.Exchanges;

namespace LlmPolicy;

/// <summary>Everything that a host has to do with a request, and why. Made by <see cref="CompiledPolicy.Evaluate"/>.</summary>
public sealed class PolicyDecision
{
    /// <summary>A decision of a host's own, to answer in place of the policy's.</summary>
    /// <param name="response">The answer.</param>
    public PolicyDecision(PolicyResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        (Outcome, Response) = (PolicyOutcome.Respond, response);
    }

    internal PolicyDecision(Forwarding forwarding) => (Outcome, Forwarding) = (PolicyOutcome.Forward, forwarding);

    internal PolicyDecision(PolicyNeed need) => (Outcome, Need) = (PolicyOutcome.Ask, need);

    /// <summary>Whether to answer, to forward, or to find out something first.</summary>
    public PolicyOutcome Outcome { get; }

    /// <summary>The reason, one of <see cref="ReasonCodes"/>; stable.</summary>
    public required string Reason { get; init; }

    /// <summary>The manifest's rule that decided; null where no manifest did (a malformed target, no virtual host).</summary>
    public SourcePosition? Position { get; init; }

    /// <summary>The route that matched; null if none did.</summary>
    public RouteInfo? Route { get; init; }

    /// <summary>The callers whose tokens were verified; empty if none was asked for or allowed to be missing.</summary>
    public IReadOnlyList<VerifiedCaller> Callers { get; init; } = [];

    /// <summary>The answer, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Respond"/>.</summary>
    public PolicyResponse? Response { get; }

    /// <summary>The way upstream, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Forward"/>.</summary>
    public Forwarding? Forwarding { get; }

    /// <summary>What is to be found out, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Ask"/>.</summary>
    public PolicyNeed? Need { get; }

    /// <summary>What is to happen once the decision is carried out, in order; empty unless it forwards.</summary>
    public IReadOnlyList<PolicyEffect> Effects { get; init; } = [];

    /// <summary>What the policy refused with; null where it did not.</summary>
    internal Refusal? Refusal { get; init; }
}
