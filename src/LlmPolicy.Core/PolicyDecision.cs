using LlmPolicy.Exchanges;

namespace LlmPolicy;

/// <summary>Everything that a host has to do with a request, and why. Made by <see cref="CompiledPolicy.Evaluate"/>.</summary>
public sealed class PolicyDecision
{
    /// <summary>A decision of a host's own, to answer in place of the policy's.</summary>
    /// <param name="response">The answer.</param>
    public PolicyDecision(PolicyResponse response)
        : this((DecisionResult)response) => ArgumentNullException.ThrowIfNull(response);

    internal PolicyDecision(DecisionResult result) => Result = result;

    /// <summary>What it comes to: an answer, the way upstream, or something to find out first.</summary>
    public DecisionResult Result { get; }

    /// <summary>Whether to answer, to forward, or to find out something first.</summary>
    public PolicyOutcome Outcome => Result switch
    {
        LlmPolicy.Forwarding => PolicyOutcome.Forward,
        PolicyNeed => PolicyOutcome.Ask,
        CallerBudgets => PolicyOutcome.Tell,
        _ => PolicyOutcome.Respond,
    };

    /// <summary>The reason, one of <see cref="ReasonCodes"/>; stable.</summary>
    public required string Reason { get; init; }

    /// <summary>The manifest's rule that decided; null where no manifest did (a malformed target, no virtual host).</summary>
    public SourcePosition? Position { get; init; }

    /// <summary>The route that matched; null if none did.</summary>
    public RouteInfo? Route { get; init; }

    /// <summary>The callers whose tokens were verified; empty if none was asked for or allowed to be missing.</summary>
    public IReadOnlyList<VerifiedCaller> Callers { get; init; } = [];

    /// <summary>Who <c>extauth</c> says the caller is; null where no route asked, or nobody showed it.</summary>
    public ExtAuthCaller? ExtAuthCaller { get; init; }

    /// <summary>
    /// The models that the request asks for, as the caller wrote them, the one that answers first; empty where no rule wanted to know, or where none is named.
    /// Text of the caller's: it may be anything.
    /// </summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The answer, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Respond"/>.</summary>
    public PolicyResponse? Response => Result as PolicyResponse;

    /// <summary>The way upstream, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Forward"/>.</summary>
    public Forwarding? Forwarding => Result as Forwarding;

    /// <summary>What is to be found out, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Ask"/>.</summary>
    public PolicyNeed? Need => Result as PolicyNeed;

    /// <summary>Whether the request goes on, or its route answers it; a route that answers with an error of its own refuses, too.</summary>
    public bool IsAllowed => Reason switch
    {
        ReasonCodes.Forwarded or ReasonCodes.Redirect or ReasonCodes.CorsPreflight => true,
        ReasonCodes.DirectResponse => Response!.StatusCode < 400,
        _ => false,
    };

    /// <summary>Whether the policy answers in the place of what its route would do. A redirect, a direct response and an answered preflight are what was asked for.</summary>
    public bool IsRefusal => Response is not null && Reason is not (ReasonCodes.DirectResponse or ReasonCodes.Redirect or ReasonCodes.CorsPreflight);

    /// <summary>What the policy refused with; null where it did not.</summary>
    internal Refusal? Refusal { get; init; }
}
