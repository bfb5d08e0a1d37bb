using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A limit that another one of a longer time, and no more of the same, always reaches first.</summary>
internal sealed class IdleLimitRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Budgets)
        {
            foreach (var limits in use.Source.Overrides.Select(one => one.Limits).Prepend(use.Source.Limits))
            {
                Check(limits, use, context);
            }
        }
    }

    private static void Check(IReadOnlyList<BudgetLimit> limits, BudgetUse use, AnalysisContext context)
    {
        foreach (var limit in limits)
        {
            if (limits.FirstOrDefault(other => IsWithin(limit, other) && BindsFirst(other, limit)) is { } other)
            {
                context.Warn(
                    DiagnosticCodes.IdleLimit, limit.Position, $"The limit of the budget {use.Rule.Name} never binds: the one in line {other.Position.Line} allows no more in a longer time.",
                    "Lower it, or take it out.");
            }
        }
    }

    private static bool BindsFirst(BudgetLimit other, BudgetLimit limit) =>
        other.Tokens?.Value <= limit.Tokens?.Value || other.Requests <= limit.Requests || other.Cost?.Value <= limit.Cost?.Value;

    /// <summary>Whether all that counts for one limit counts for the other one too. Rolling times and the calendar's cut the day differently, and weeks go over the ends of months.</summary>
    private static bool IsWithin(BudgetLimit limit, BudgetLimit other) => (limit, other) switch
    {
        ({ Window: { } mine }, { Window: { } longer }) => longer >= mine + (mine / 30),
        ({ Per: { } mine }, { Per: { } longer }) => longer > mine && (mine, longer) != (CalendarUnit.Week, CalendarUnit.Month) && (limit.Timezone?.Value ?? "UTC") == (other.Timezone?.Value ?? "UTC"),
        _ => false,
    };
}
