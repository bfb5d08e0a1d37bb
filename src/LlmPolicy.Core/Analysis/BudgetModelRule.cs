using LlmPolicy.Manifests;
using LlmPolicy.Models;

namespace LlmPolicy.Analysis;

/// <summary>A model that a budget counts or has a price for, and that no ModelPolicy of its routes lets through; and one that is let through and has no price.</summary>
internal sealed class BudgetModelRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Budgets.Where(use => use.Routes.Count > 0))
        {
            if (use.Models is not { } allowed)
            {
                continue;
            }

            foreach (var pattern in use.Source.Models.Concat(use.Source.Prices.SelectMany(price => price.Models)))
            {
                CheckAllowed(pattern, use, allowed, context);
            }

            if (use.Rule.CountsCost)
            {
                CheckPriced(use, allowed, context);
            }
        }
    }

    private static void CheckAllowed(Text text, BudgetUse use, IReadOnlyList<ModelPattern> allowed, AnalysisContext context)
    {
        ModelPattern pattern = new(text.Value);
        if (!allowed.Any(pattern.Overlaps))
        {
            context.Warn(
                DiagnosticCodes.BudgetModel, text.Position, $"No request counts as '{text}' in the budget {use.Rule.Name}: no ModelPolicy of its routes sends such a model on.",
                "Name models as they are sent, after setModel, or take it out.");
        }
    }

    private static void CheckPriced(BudgetUse use, IReadOnlyList<ModelPattern> allowed, AnalysisContext context)
    {
        var priced = use.Rule.Prices.Prices.SelectMany(price => price.Models).ToList();
        var counted = allowed.Where(model => use.Rule.Models.Length == 0 || Array.Exists(use.Rule.Models, model.Overlaps));
        var missing = counted.Where(model => model.Text.Length > 0 && !priced.Exists(model.Overlaps)).Select(model => $"'{model}'").Distinct().ToList();
        if (missing.Count > 0)
        {
            string outcome = use.Rule.IsShadow ? "are not counted" : "are refused";
            context.Warn(
                DiagnosticCodes.BudgetPrice, use.Source.Position, $"Requests for {string.Join(" and ", missing)} {outcome}: the budget {use.Rule.Name} limits cost and has no price for that.",
                "Add a price, one for '*' behind the others, or name in models what the budget is for.");
        }
    }
}
