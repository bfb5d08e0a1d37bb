using LlmPolicy.Evaluation;

namespace LlmPolicy;

/// <summary>All that a host has to do with a request, and why. Made by <see cref="CompiledPolicy.Evaluate(PolicyRequest, RemoteKeySets, DateTimeOffset)"/>.</summary>
public sealed class PolicyDecision
{
    // A response, a forwarding or keys: one of them says what the outcome is.
    private readonly object? _result;

    /// <summary>A decision of a host's own, to answer in place of the policy's.</summary>
    /// <param name="response">The answer.</param>
    public PolicyDecision(PolicyResponse response)
        : this((object?)response)
    {
    }

    internal PolicyDecision(object? result) => _result = result;

    /// <summary>Whether to answer, to forward or to fetch keys first.</summary>
    public PolicyOutcome Outcome => _result switch
    {
        LlmPolicy.Forwarding => PolicyOutcome.Forward,
        RemoteJwks => PolicyOutcome.NeedsKeys,
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

    /// <summary>The answer, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Respond"/>.</summary>
    public PolicyResponse? Response => _result as PolicyResponse;

    /// <summary>The way upstream, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Forward"/>.</summary>
    public Forwarding? Forwarding => _result as Forwarding;

    /// <summary>The keys to fetch, when <see cref="Outcome"/> is <see cref="PolicyOutcome.NeedsKeys"/>.</summary>
    public RemoteJwks? NeededKeys => _result as RemoteJwks;

    /// <summary>What the policy refused with; null where it did not.</summary>
    internal Refusal? Refusal { get; init; }
}
