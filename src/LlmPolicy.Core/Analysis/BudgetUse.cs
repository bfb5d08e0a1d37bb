using LlmPolicy.Budgets;
using LlmPolicy.Compilation;
using LlmPolicy.Models;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A TokenBudget and the routes at which it counts: those of its targets that send requests on.</summary>
/// <param name="Source">As it is written.</param>
/// <param name="Rule">Compiled.</param>
/// <param name="Routes">The routes; none where all of its targets' routes answer by themselves.</param>
internal sealed record BudgetUse(TokenBudget Source, BudgetRule Rule, IReadOnlyList<(CompiledHost Host, CompiledRoute Route)> Routes)
{
    /// <summary>
    /// What its routes' ModelPolicies let through, as the names that go upstream; null where that may be any model: a route has none, or takes models from claims.
    /// </summary>
    public IReadOnlyList<ModelPattern>? Models { get; } = ModelsOf([.. Routes.Select(r => r.Route)]);

    public static IEnumerable<BudgetUse> Of(IReadOnlyList<Resource> resources, IReadOnlyList<(CompiledHost Host, CompiledRoute Route)> routes)
    {
        var uses = routes
            .SelectMany(r => Steps(r.Route), (route, step) => (Route: route, step.Rule))
            .GroupBy<((CompiledHost Host, CompiledRoute Route) Route, BudgetRule Rule), BudgetRule>(use => use.Rule, ReferenceEqualityComparer.Instance).ToList();
        foreach (var budget in resources.OfType<TokenBudget>())
        {
            if (uses.Find(use => use.Key.Position == budget.Position) is { } use)
            {
                yield return new BudgetUse(budget, use.Key, [.. use.Select(one => one.Route).Where(route => route.Route.Policy!.Action.Forwards)]);
            }
        }
    }

    /// <summary>The providers whose callers a route knows.</summary>
    public static IReadOnlyList<string> ProvidersOf(CompiledRoute route) => [.. route.Guards.Stages.SelectMany(stage => stage.Providers).Select(p => p.Name.Value).Distinct()];

    private static IEnumerable<BudgetStep> Steps(CompiledRoute route) => (route.Policy?.Steps.Rules ?? []).Select(rule => rule.Step).OfType<BudgetStep>();

    private static List<ModelPattern>? ModelsOf(IReadOnlyList<CompiledRoute> routes)
    {
        var policies = routes.Select(route => route.Policy!.Steps.Rules.Select(rule => rule.Step).OfType<ModelStep>().ToList()).ToList();
        var rules = policies.SelectMany(steps => steps).SelectMany(step => step.Rules.Rules).Distinct().ToList();
        return policies.Exists(steps => steps.Count == 0) || rules.Exists(rule => rule.Claim is not null) ? null : [.. rules.SelectMany(Sent)];
    }

    /// <summary>What a rule lets through, under the names that it sets.</summary>
    private static IEnumerable<ModelPattern> Sent(ModelRule rule) =>
        rule.Models.Where(pattern => !rule.Names.ContainsKey(pattern.Text))
            .Concat(rule.Names.Where(name => Array.Exists(rule.Models, pattern => pattern.IsMatch(name.Key))).Select(name => new ModelPattern(name.Value)));
}
