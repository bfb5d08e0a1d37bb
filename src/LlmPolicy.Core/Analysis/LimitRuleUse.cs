using LlmPolicy.LimitRules;
using LlmPolicy.RateLimits;

namespace LlmPolicy.Analysis;

/// <summary>Which lists of actions are held against the rules of one holder, as far as manifests say it.</summary>
internal sealed record LimitRuleUse(LimitTable Table, IReadOnlyList<DescriptorList> Lists)
{
    public static IEnumerable<LimitRuleUse> Of(RateLimitRules rules, IReadOnlyList<RateLimitUse> uses) =>
        from table in rules.Tables
        select new LimitRuleUse(
            table,
            [.. uses.SelectMany(use => use.Step.Lists.Where(list => rules.IsHeldAgainst(use.Step.Domain, list.FirstValue, table)).Select(list => table.Holder == RateLimitRequest.CustomDomain ? list : list.WithoutFirst()))
                .DistinctBy(list => (list.Position, list.IsSet))]);

    /// <summary>Whether some request of a list may end in a rule of the tree that this path leads to.</summary>
    public static bool Reaches(DescriptorList list, IReadOnlyList<(string Key, string? Value)> path) =>
        !list.IsSet && list.Actions.Count == path.Count && list.Actions.Zip(path).All(pair => MayBe(pair.First, pair.Second));

    /// <summary>Whether some set of a list may hold these entries.</summary>
    public static bool Holds(DescriptorList list, LimitSet set) => list.IsSet && set.Entries.All(entry => list.Actions.Any(action => MayBe(action, entry)));

    /// <summary>Whether some rule may count what a list gives.</summary>
    public bool Counts(DescriptorList list) => list.BringsLimit || (list.IsSet ? Table.Sets.Any(set => Holds(list, set)) : Paths(Table.Tree, []).Any(rule => Reaches(list, rule.Path)));

    /// <summary>The nodes at which something is said of a descriptor that ends there, a limit or that it passes, each with the way to it.</summary>
    public static IEnumerable<(LimitNode Node, List<(string Key, string? Value)> Path)> Paths(LimitNode node, List<(string Key, string? Value)> path)
    {
        foreach (var (entry, next) in node.Next)
        {
            List<(string Key, string? Value)> way = [.. path, entry];
            if (next.IsRule)
            {
                yield return (next, way);
            }

            foreach (var below in Paths(next, way))
            {
                yield return below;
            }
        }
    }

    private static bool MayBe(DescriptorAction action, (string Key, string? Value) entry) =>
        action.Key == entry.Key && (entry.Value is null || action.OnlyValue is not { } only || only == entry.Value);
}
