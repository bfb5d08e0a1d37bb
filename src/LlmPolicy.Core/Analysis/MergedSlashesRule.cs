using LlmPolicy.Compilation;
using LlmPolicy.Evaluation;
using LlmPolicy.Manifests;
using LlmPolicy.Routing;

namespace LlmPolicy.Analysis;

/// <summary>
/// A guarded path that is got round by a slash too many: Envoy tells <c>//v1</c> from <c>/v1</c>, so that another route takes it, and an upstream
/// that merges slashes does not.
/// </summary>
internal sealed class MergedSlashesRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        if (!context.Compiled.Options.RulesOff.Contains(StrictnessRules.TargetEmptySegments))
        {
            return;
        }

        foreach (var host in context.Hosts)
        {
            foreach (var route in host.Routes.Where(IsGuarded))
            {
                foreach (var path in route.Source.TriedMatchers.Select(m => m.Prefix ?? m.Exact).OfType<Text>())
                {
                    Check(host, route, path, context);
                }
            }
        }
    }

    private static void Check(CompiledHost host, CompiledRoute route, Text path, AnalysisContext context)
    {
        foreach (string doubled in Doubled(path.Value))
        {
            if (FindWayRound(host, route, doubled) is { } other)
            {
                context.Note(
                    DiagnosticCodes.MergedSlashes, path.Position,
                    $"'{doubled}' is another path and falls to the route at {other.Info.Position}, which asks for less: an upstream that merges slashes takes it for '{path}'.",
                    "Refuse such paths, by LlmPolicy:StrictRules:0=target.empty-segments, or see that no upstream merges slashes.");
                return;
            }
        }
    }

    /// <summary>The path with each of its slashes written twice.</summary>
    private static IEnumerable<string> Doubled(string path) =>
        path.Length < 2 ? [] : Enumerable.Range(0, path.TrimEnd('/').Length).Where(i => path[i] == '/').Select(i => path.Insert(i, "/"));

    /// <summary>A route that may take the path, forwards it as it is, and asks for less.</summary>
    private static RoutePolicy? FindWayRound(CompiledHost host, CompiledRoute guarded, string path)
    {
        foreach (var route in host.Routes)
        {
            if (route.Policy is not { } policy || policy.Matchers.Where(m => m.Path.MatchedLength(path) is not null).ToList() is not { Count: > 0 } fitting)
            {
                continue;
            }

            if (AsksLess(policy, guarded.Policy!))
            {
                return policy;
            }

            if (fitting.Exists(m => m is { Methods.Count: 0, Headers.Count: 0, QueryParameters.Count: 0 }))
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsGuarded(CompiledRoute route) => route.Policy is { } policy
        && (policy.Action is DirectResponse { Refuses: true }
            || (policy.Action is ForwardAction { PathRewrite: null } && (policy.Rbac is not null || policy.Jwt.InOrder.Any() || policy.Steps.IsGuardedByExtAuth)));

    private static bool AsksLess(RoutePolicy policy, RoutePolicy than) =>
        policy.Action is ForwardAction { PathRewrite: null } way
        && (than.Action is not ForwardAction guarded
            || (SharesUpstream(way, guarded) && (policy.Jwt.InOrder.Count() < than.Jwt.InOrder.Count() || (than.Steps.IsGuardedByExtAuth && !policy.Steps.IsGuardedByExtAuth) || (than.Rbac is not null && !ReferenceEquals(policy.Rbac, than.Rbac)))));

    private static bool SharesUpstream(ForwardAction one, ForwardAction other) =>
        one.Destinations.All.Select(d => d.Upstream).Intersect(other.Destinations.All.Select(d => d.Upstream)).Any();
}
