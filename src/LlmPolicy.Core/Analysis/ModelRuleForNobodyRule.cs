using LlmPolicy.Models;

namespace LlmPolicy.Analysis;

/// <summary>A rule of a ModelPolicy that waits for callers, or for claims, that no provider of its routes verifies.</summary>
internal sealed class ModelRuleForNobodyRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.ModelRules.Where(u => !u.Routes.Any(r => context.Rerouting.Contains(r.Host))))
        {
            foreach (var rule in use.Rules.Rules)
            {
                Check(rule, use, context);
            }
        }
    }

    private static void Check(ModelRule rule, ModelRulesUse use, AnalysisContext context)
    {
        string known = use.Providers.Count == 0 ? "none of its routes asks for a token" : $"its routes take tokens of {string.Join(" and ", use.Providers.Order(StringComparer.Ordinal))}";
        foreach (var principal in rule.Principals.Where(p => !Knows(use, p.Provider)))
        {
            context.Warn(
                DiagnosticCodes.ModelRuleForNobody, principal.Position, $"The principal of the rule {rule.Name} never matches: {known}.",
                "Add jwt to the routes, or name one of their providers.");
        }

        if (rule.Claim is { } claim && !Knows(use, claim.Provider))
        {
            context.Warn(
                DiagnosticCodes.ModelRuleForNobody, rule.Position, $"The rule {rule.Name} allows nothing by the claim {claim.Path}: {known}.",
                "Add jwt to the routes, or name one of their providers.");
        }
    }

    private static bool Knows(ModelRulesUse use, string provider) => provider.Length == 0 ? use.Providers.Count > 0 : use.Providers.Contains(provider);
}
