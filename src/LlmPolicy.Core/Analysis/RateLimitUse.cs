using LlmPolicy.Compilation;
using LlmPolicy.RateLimits;

namespace LlmPolicy.Analysis;

/// <summary>Lists of actions that a route's requests are asked for.</summary>
internal sealed record RateLimitUse(CompiledHost Host, CompiledRoute Route, RateLimitStep Step)
{
    public RouteInfo Info => Route.Policy!.Info;

    public bool IsEarly => Step.Option == Resources.RateLimitStages.EarlyField;

    /// <summary>Whether a request gets as far without a token.</summary>
    public bool MayHaveNoToken => IsEarly || Route.Guards.Stages.All(stage => stage.ValidationPolicy != Resources.ValidationPolicy.RequireValid);

    /// <summary>Whether every request that gets as far has this header of extauth, and the caller's own is taken off.</summary>
    public bool HasOfExtAuth(string header) => !IsEarly && Route.Policy!.Steps.ExtAuth is { Count: > 0 } asked && asked.All(step => step is not null && step.AlwaysSets(header));

    public static IEnumerable<RateLimitUse> Of(IEnumerable<(CompiledHost Host, CompiledRoute Route)> routes) =>
        from r in routes
        where r.Route.Policy is not null
        from step in r.Route.Policy!.Steps.Rules.Select(rule => rule.Step).OfType<RateLimitStep>()
        select new RateLimitUse(r.Host, r.Route, step);
}
