using LlmPolicy.Compilation;
using LlmPolicy.Models;

namespace LlmPolicy.Analysis;

/// <summary>A ModelPolicy's rules and the routes at which they count.</summary>
internal sealed record ModelRulesUse(ModelRules Rules, IReadOnlyList<(CompiledHost Host, CompiledRoute Route)> Routes)
{
    /// <summary>The providers whose callers some of its routes knows.</summary>
    public IReadOnlySet<string> Providers { get; } =
        Routes.SelectMany(r => r.Route.Guards.Stages).SelectMany(stage => stage.Providers).Select(p => p.Name.Value).ToHashSet();

    public static IEnumerable<ModelRulesUse> Of(IReadOnlyList<(CompiledHost Host, CompiledRoute Route)> routes) => routes
        .SelectMany(r => Steps(r.Route), (route, step) => (Route: route, step.Rules))
        .GroupBy<((CompiledHost, CompiledRoute) Route, ModelRules Rules), ModelRules>(r => r.Rules, ReferenceEqualityComparer.Instance)
        .Select(uses => new ModelRulesUse(uses.Key, [.. uses.Select(u => u.Route)]));

    private static IEnumerable<ModelStep> Steps(CompiledRoute route) => (route.Policy?.Steps.Rules ?? []).Select(rule => rule.Step).OfType<ModelStep>();
}
