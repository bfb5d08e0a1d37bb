using LlmPolicy.Headers;
using LlmPolicy.Jwt;
using LlmPolicy.Rbac;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>Routes in words.</summary>
internal static class SummaryWriter
{
    public static IEnumerable<PolicySummary> Write(CompiledHost host) => host.Routes.Select(r => r.Policy).OfType<RoutePolicy>().Select(route =>
    {
        var forward = route.Action as ForwardAction;
        return new PolicySummary(
            route.Info,
            host.Policy.Domains,
            [.. route.Matchers.Select(m => m.ToString())],
            [.. route.Matchers.Select(m => m.Path.Summary)],
            Access(route),
            forward is null ? route.Action.ToString()! : "forward",
            [.. forward?.Destinations.All.Select(d => d.Upstream).Distinct() ?? []],
            [.. forward is null ? [] : Secrets(forward, route.Levels).Distinct()]);
    });

    private static IEnumerable<ResourceName> Secrets(ForwardAction forward, HeaderLevels levels) =>
        forward.Destinations.All.Select(d => d.RequestLevel).OfType<HeaderLevel>().Concat(levels.RequestLevels).SelectMany(l => l.Secrets);

    private static string Access(RoutePolicy route)
    {
        var words = route.Jwt.Select(Tokens).ToList();
        if (route.Rbac is { } rbac)
        {
            words.Add(rbac.Rules.Count == 0 ? "nobody" : string.Join(" or ", rbac.Rules.Select(Rule)));
        }

        return words.Count == 0 ? "anyone" : string.Join(", ", words);
    }

    private static string Tokens(JwtRequirement requirement) =>
        $"a token of {string.Join(" or ", requirement.Providers.Select(p => p.Name))}{(requirement.IsOptional ? " (optional)" : "")}";

    private static string Rule(RbacRule rule) =>
        $"{rule.Name} ({string.Join(" or ", rule.Principals.Select(p => string.Join(" and ", p.Claims.Select(c => c.ToString()))))})";
}
