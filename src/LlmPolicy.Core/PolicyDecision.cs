using LlmPolicy.Rbac;

namespace LlmPolicy;

/// <summary>All that a host has to do with a request, and why. Made by <see cref="CompiledPolicy.Evaluate"/>.</summary>
public sealed class PolicyDecision
{
    /// <summary>Whether to answer, to forward or to fetch keys first.</summary>
    public required PolicyOutcome Outcome { get; init; }

    /// <summary>The reason, one of <see cref="ReasonCodes"/>; stable.</summary>
    public required string Reason { get; init; }

    /// <summary>The manifest's rule that decided; null where no manifest did (a malformed target, no virtual host).</summary>
    public SourcePosition? Position { get; init; }

    /// <summary>The route that matched; null if none did.</summary>
    public RouteInfo? Route { get; init; }

    /// <summary>The callers whose tokens were verified; empty if none was asked for or allowed to be missing.</summary>
    public IReadOnlyList<VerifiedCaller> Callers { get; init; } = [];

    /// <summary>The answer, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Respond"/>.</summary>
    public PolicyResponse? Response { get; init; }

    /// <summary>The way upstream, when <see cref="Outcome"/> is <see cref="PolicyOutcome.Forward"/>.</summary>
    public Forwarding? Forwarding { get; init; }

    /// <summary>The keys to fetch, when <see cref="Outcome"/> is <see cref="PolicyOutcome.NeedsKeys"/>.</summary>
    public RemoteJwks? NeededKeys { get; init; }

    internal IReadOnlyList<ProviderFinding> Providers { get; init; } = [];

    internal RbacDenial? RbacDenial { get; init; }
}
