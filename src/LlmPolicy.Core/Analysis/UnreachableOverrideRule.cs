using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>An override of a budget before which another one takes every caller that it is for.</summary>
internal sealed class UnreachableOverrideRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Budgets)
        {
            var overrides = use.Source.Overrides;
            for (int i = 1; i < overrides.Count; i++)
            {
                if (overrides.Take(i).FirstOrDefault(earlier => Covers(earlier, overrides[i])) is { } earlier)
                {
                    context.Warn(
                        DiagnosticCodes.UnreachableOverride, overrides[i].Position,
                        $"The override of the budget {use.Rule.Name} never counts: the one in line {earlier.Position.Line} is for the same callers, and the first that fits counts.",
                        "Put the narrower one first, or take it out.");
                }
            }
        }
    }

    /// <summary>Whether all that the later one asks for is enough for the earlier one.</summary>
    private static bool Covers(BudgetOverride earlier, BudgetOverride later) =>
        earlier.Key.All(asked => later.Key.Any(given => given.Claim.Value == asked.Claim.Value && given.Value.Value == asked.Value.Value))
        && (earlier.Principals.Count == 0 || (later.Principals.Count > 0 && later.Principals.All(one => Has(earlier, one, later.NestedClaimDelimiter?.Value))));

    private static bool Has(BudgetOverride one, Principal principal, string? delimiter) =>
        one.NestedClaimDelimiter?.Value == delimiter && principal.JwtPrincipal is { } asked && one.Principals.Any(p => p.JwtPrincipal is { } known && IsSame(known, asked));

    private static bool IsSame(JwtPrincipal a, JwtPrincipal b) =>
        a.Provider?.Value == b.Provider?.Value && a.Matcher == b.Matcher
        && a.Claims.Select(c => (c.Name.Value, c.Value.Value)).ToHashSet().SetEquals(b.Claims.Select(c => (c.Name.Value, c.Value.Value)));
}
