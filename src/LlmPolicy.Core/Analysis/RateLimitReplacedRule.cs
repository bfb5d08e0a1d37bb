using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A route's own lists where its host has some: the host's don't count there.</summary>
internal sealed class RateLimitReplacedRule : IAnalysisRule
{
    private static readonly Func<RateLimitStages, RateLimitSettings?>[] Stages = [stages => stages.Usual, stages => stages.Early, stages => stages.Regular];

    public void Check(AnalysisContext context)
    {
        var replaced = from r in context.Routes
                       where r.Route.Policy is { Action.Forwards: true }
                       from stage in Stages
                       let own = stage(r.Route.Source.Options.RateLimits)
                       let host = stage(r.Host.Source.Options.RateLimits)
                       where own is { IncludeVhRateLimits: false } && HasLists(own) && host is not null && HasLists(host)
                       select (Own: own, Host: host);
        foreach (var (own, host) in replaced.DistinctBy(one => one.Own.Position))
        {
            context.Warn(
                DiagnosticCodes.RateLimitReplaced, own.Position, $"The route's rateLimits replace the host's: those at {host.Position} do not count here, even where the route's give nothing.",
                "Write includeVhRateLimits: true beside them for both.");
        }
    }

    private static bool HasLists(RateLimitSettings settings) => settings.RateLimits.Any(list => list.Actions.Count + list.SetActions.Count > 0);
}
