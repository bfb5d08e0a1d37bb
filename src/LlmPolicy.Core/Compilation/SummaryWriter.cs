using LlmPolicy.Evaluation;
using LlmPolicy.Headers;
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
            RouteAccess.Of(route).ToString(),
            forward is null ? route.Action.ToString()! : "forward",
            [.. forward?.Destinations.All.Select(d => d.Upstream).Distinct() ?? []],
            [.. forward is null ? [] : Secrets(forward, route.Levels).Distinct()]);
    });

    private static IEnumerable<ResourceName> Secrets(ForwardAction forward, HeaderLevels levels) =>
        forward.Destinations.All.Select(d => d.RequestLevel).OfType<HeaderLevel>().Concat(levels.RequestLevels).SelectMany(l => l.Secrets);
}
