namespace LlmPolicy;

/// <summary>One route of a policy in words, for people: what a host prints at start.</summary>
public sealed class PolicySummary
{
    /// <summary>The route.</summary>
    public required RouteInfo Route { get; init; }

    /// <summary>The virtual host's domains.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Each matcher in words, as <c>prefix /huggingface-gloo-gw</c>; one that matches is enough.</summary>
    public required IReadOnlyList<string> Matchers { get; init; }

    /// <summary>The path condition of each matcher.</summary>
    public required IReadOnlyList<PathSummary> Paths { get; init; }

    /// <summary>Who may, roughly.</summary>
    public required AccessLevel AccessLevel { get; init; }

    /// <summary>Who may: the providers and the claims asked for, and for which models.</summary>
    public required string Access { get; init; }

    /// <summary>What happens to who may, as <c>forward</c>, <c>redirect</c> or <c>respond 200</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The Upstreams that it may forward to.</summary>
    public required IReadOnlyList<ResourceName> Upstreams { get; init; }

    /// <summary>The header secrets that it puts on.</summary>
    public required IReadOnlyList<ResourceName> Secrets { get; init; }
}
