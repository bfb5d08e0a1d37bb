using LlmPolicy.Evaluation;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>Routes in words.</summary>
internal static class SummaryWriter
{
    public static IEnumerable<PolicySummary> Write(CompiledHost host) => host.Routes.Select(r => r.Policy).OfType<RoutePolicy>().Select(route =>
    {
        var forward = route.Action as ForwardAction;
        var access = RouteAccess.Of(route);
        return new PolicySummary
        {
            Route = route.Info,
            Domains = host.Policy.Domains,
            Matchers = [.. route.Matchers.Select(m => m.ToString())],
            Paths = [.. route.Matchers.Select(m => m.Path.Summary)],
            AccessLevel = access.Level,
            Access = access.ToString()!,
            Action = forward is null ? route.Action.ToString()! : "forward",
            Upstreams = [.. forward?.Destinations.All.Select(d => d.Upstream).Distinct() ?? []],
            Secrets = [.. forward is null ? [] : Secrets(forward, route.Levels).Distinct()],
        };
    });

    private static IEnumerable<ResourceName> Secrets(ForwardAction forward, HeaderLevels levels) =>
        forward.Destinations.All.SelectMany(d => d.RequestLevels).Concat(levels.RequestLevels).SelectMany(l => l.Secrets);
}
