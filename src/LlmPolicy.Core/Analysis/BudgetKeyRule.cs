using LlmPolicy.ExtAuth;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A claim of a budget's key, or a principal of its overrides, of a provider whose tokens its routes don't verify.</summary>
internal sealed class BudgetKeyRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Budgets)
        {
            var fixedRoutes = use.Routes.Where(r => !context.Rerouting.Contains(r.Host)).Select(r => r.Route).ToList();
            foreach (var key in use.Source.Key.Where(key => key.IsOfApiKey))
            {
                List<RouteInfo> open = [.. fixedRoutes.Where(route => !route.Policy!.Steps.ExtAuth.OfType<AuthStep>().Any(step => step.Expression.Methods.OfType<ApiKeyMethod>().Any())).Select(route => route.Policy!.Info)];
                if (open.Count > 0)
                {
                    context.Warn(
                        DiagnosticCodes.BudgetKeyUnverified, key.Position,
                        $"The budget {use.Rule.Name} {(use.Rule.IsShadow ? "counts nothing" : "refuses every request")} by '{key.Name}': no API key is asked for by {Named.Routes(open)}.",
                        "Add extauth to the routes, with an AuthConfig that has apiKeyAuth, or name a claim.");
                }
            }

            foreach (var key in use.Source.Key.Where(key => !key.IsOfApiKey))
            {
                List<RouteInfo> without = [.. fixedRoutes.Where(route => !Knows(BudgetUse.ProvidersOf(route), key.Provider?.Value)).Select(route => route.Policy!.Info)];
                if (without.Count > 0)
                {
                    string outcome = use.Rule.IsShadow ? "counts nothing" : "refuses every request";
                    string verified = key.Provider is { Value.Length: > 0 } provider ? $"no token of {provider} is verified" : "no token is asked for";
                    context.Warn(
                        DiagnosticCodes.BudgetKeyUnverified, key.Position, $"The budget {use.Rule.Name} {outcome} by the claim '{key.Claim}': {verified} by {Named.Routes(without)}.",
                        "Add jwt to the routes, name one of their providers, or let all share the budget: shared: true.");
                }
            }

            if (use.Routes.Count > 0 && fixedRoutes.Count == use.Routes.Count)
            {
                CheckOverrides(use, context);
            }
        }
    }

    private static void CheckOverrides(BudgetUse use, AnalysisContext context)
    {
        List<string> known = [.. use.Routes.SelectMany(r => BudgetUse.ProvidersOf(r.Route)).Distinct()];
        foreach (var principal in use.Source.Overrides.SelectMany(one => one.Principals).Select(p => p.JwtPrincipal).OfType<JwtPrincipal>())
        {
            if (!Knows(known, principal.Provider?.Value))
            {
                context.Warn(
                    DiagnosticCodes.BudgetKeyUnverified, principal.Position, $"The override of the budget {use.Rule.Name} is for nobody: its routes verify no token of such a principal.",
                    "Add jwt to the routes, or name one of their providers.");
            }
        }
    }

    private static bool Knows(IReadOnlyList<string> providers, string? provider) => string.IsNullOrEmpty(provider) ? providers.Count > 0 : providers.Contains(provider);
}
