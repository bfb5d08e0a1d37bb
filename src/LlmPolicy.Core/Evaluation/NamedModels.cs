using System.Collections.Frozen;
using LlmPolicy.Models;

namespace LlmPolicy.Evaluation;

/// <summary>The models that a policy names, all of them written by its author.</summary>
internal static class NamedModels
{
    public static FrozenSet<string> Of(Listeners listeners)
    {
        RoutePolicy[] routes = [.. listeners.Hosts.SelectMany(host => host.Routes)];
        var rules = routes.SelectMany(route => route.Steps.Rules).Select(rule => rule.Step).OfType<ModelStep>().Distinct().SelectMany(step => step.Rules.Rules).ToArray();
        var budgets = routes.SelectMany(route => route.Budgets).Distinct().ToArray();
        return rules.SelectMany(rule => rule.Models)
            .Concat(budgets.SelectMany(budget => budget.Models))
            .Concat(budgets.SelectMany(budget => budget.Prices.Prices).SelectMany(price => price.Models))
            .Select(pattern => pattern.Text)
            .Concat(rules.SelectMany(rule => rule.Names.Values))
            .Where(name => name.Length > 0 && !name.Contains('*', StringComparison.Ordinal))
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
