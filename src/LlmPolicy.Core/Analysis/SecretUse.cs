using LlmPolicy.Compilation;
using LlmPolicy.Evaluation;
using LlmPolicy.Headers;
using LlmPolicy.Models;
using LlmPolicy.Routing;

namespace LlmPolicy.Analysis;

/// <summary>A route that puts a Secret on what it forwards.</summary>
/// <param name="Addition">The entry that asks for it.</param>
/// <param name="Secret">The Secret.</param>
/// <param name="Level">The entry's level.</param>
/// <param name="Route">The route.</param>
/// <param name="Policy">Its compiled form.</param>
/// <param name="Upstreams">Where the Secret goes.</param>
internal sealed record SecretUse(
    HeaderAddition Addition, SecretReference Secret, HeaderLevel Level, CompiledRoute Route, RoutePolicy Policy, IReadOnlyList<ResourceName> Upstreams)
{
    /// <summary>Whether the route asks for a token, for claims, or for what an AuthConfig does.</summary>
    public bool IsGuarded => Route.Guards.Stages.Any() || Policy.Rbac is not null || Policy.Steps.IsGuardedByExtAuth;

    /// <summary>Whether a request with a body may take the route, in its host's eyes and the policies'.</summary>
    public bool TakesBodies => Route.Source.TriedMatchers.Any(m => HasBody(m.Methods.Select(t => t.Value)))
        && (Policy.Rbac is not { } rbac || rbac.Rules.Any(r => HasBody(r.Permission.Methods)));

    /// <summary>Whether a rule of the route says which models may be asked for.</summary>
    public bool ChecksModels => Policy.Steps.Rules.Any(rule => rule.Step is ModelStep or PinnedModelStep);

    public static IEnumerable<SecretUse> Of(CompiledRoute route)
    {
        if (route.Policy is not { Action: ForwardAction forward } policy)
        {
            return [];
        }

        var destinations = forward.Destinations.All.ToList();
        List<ResourceName> all = [.. destinations.Select(d => d.Upstream).Distinct()];
        return
        [
            .. destinations.SelectMany(d => d.RequestLevels.SelectMany(level => Of(level, route, policy, [d.Upstream]))),
            .. policy.Levels.RequestLevels.SelectMany(level => Of(level, route, policy, all)),
        ];
    }

    private static IEnumerable<SecretUse> Of(HeaderLevel level, CompiledRoute route, RoutePolicy policy, IReadOnlyList<ResourceName> upstreams) =>
        level.Additions.Where(a => a.Secret is not null).Select(a => new SecretUse(a, a.Secret!, level, route, policy, upstreams));

    private static bool HasBody(IEnumerable<string> methods) => !methods.Any() || methods.Any(m => m is "POST" or "PUT" or "PATCH");
}
