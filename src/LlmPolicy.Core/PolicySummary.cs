namespace LlmPolicy;

/// <summary>One route of a policy in words, for people: what a host prints at start.</summary>
/// <param name="Route">The route.</param>
/// <param name="Domains">The virtual host's domains.</param>
/// <param name="Matchers">Each matcher in words, as <c>prefix /huggingface-gloo-gw</c>; one that matches is enough.</param>
/// <param name="Paths">The path condition of each matcher.</param>
/// <param name="Access">Who may: the providers and the claims asked for.</param>
/// <param name="Action">What happens to who may, as <c>forward</c>, <c>redirect</c> or <c>respond 200</c>.</param>
/// <param name="Upstreams">The Upstreams that it may forward to.</param>
/// <param name="Secrets">The header secrets that it puts on.</param>
public sealed record PolicySummary(
    RouteInfo Route,
    IReadOnlyList<string> Domains,
    IReadOnlyList<string> Matchers,
    IReadOnlyList<PathSummary> Paths,
    string Access,
    string Action,
    IReadOnlyList<ResourceName> Upstreams,
    IReadOnlyList<ResourceName> Secrets);
