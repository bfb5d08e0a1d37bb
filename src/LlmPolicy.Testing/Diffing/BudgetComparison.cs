using LlmPolicy.Budgets;

namespace LlmPolicy.Testing.Diffing;

/// <summary>What two versions say of the budgets that count a request.</summary>
internal static class BudgetComparison
{
    public static IEnumerable<BudgetChange> Of(IReadOnlyList<BudgetRule> before, IReadOnlyList<BudgetRule> after) =>
        before.Concat(after).Select(rule => rule.Name).Distinct().SelectMany(name => Of(name, before.FirstOrDefault(rule => rule.Name == name), after.FirstOrDefault(rule => rule.Name == name)));

    private static IEnumerable<BudgetChange> Of(string name, BudgetRule? before, BudgetRule? after)
    {
        var old = Terms(before, after is null);
        var @new = Terms(after, before is null);
        foreach (string what in old.Keys.Union(@new.Keys))
        {
            var (one, other) = (old.GetValueOrDefault(what), @new.GetValueOrDefault(what));
            if (one?.Words != other?.Words)
            {
                yield return new BudgetChange($"TokenBudget {name}: {what}", one, other);
            }
        }
    }

    /// <summary>Of a budget that only one version has the limits alone: all else goes with them.</summary>
    private static Dictionary<string, BudgetTerm> Terms(BudgetRule? rule, bool isAlone) =>
        rule is null ? [] : BudgetTerms.Of(rule).Where(term => !isAlone || term.IsLimit).ToDictionary(term => term.What);
}

/// <summary>A term that is another one now.</summary>
/// <param name="What">The budget and its term.</param>
/// <param name="Old">What the old version says; null: nothing.</param>
/// <param name="New">What the new version says; null: nothing.</param>
internal sealed record BudgetChange(string What, BudgetTerm? Old, BudgetTerm? New)
{
    public bool MayLoosen => (Old, New) switch
    {
        ({ } old, { } @new) => @new.MayLoosen(old),
        (null, { IsLimit: true }) => false,
        _ => true,
    };
}
