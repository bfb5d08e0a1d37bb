namespace LlmPolicy.Analysis;

/// <summary>A rule of rate limits that no list of actions leads to; a RateLimitConfig that nothing refers to; a list that no rule counts.</summary>
internal sealed class UnreachedLimitRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in LimitRuleUse.Of(context.Compiled.RateLimits, context.RateLimits))
        {
            if (use.Lists.Count == 0)
            {
                context.Warn(
                    DiagnosticCodes.UnusedLimits, use.Table.Position, $"Nothing asks for the rules of {use.Table.Holder}: nobody is limited by them.",
                    use.Table.Holder == RateLimitRequest.CustomDomain ? "Write ratelimit.rateLimits in the options of a host or a route; or take them out." : "Name it in rateLimitConfigs.refs of a host or a route, and give it rateLimits; or take it out.");
                continue;
            }

            foreach (var (node, path) in LimitRuleUse.Paths(use.Table.Tree, []).Where(rule => rule.Node.Rule is not null && !use.Lists.Any(list => LimitRuleUse.Reaches(list, rule.Path))))
            {
                Unreached(node.Rule!.Position, $"({string.Join(", ", path.Select(entry => entry.Value is null ? entry.Key : $"{entry.Key}={entry.Value}"))})", context);
            }

            foreach (var set in use.Table.Sets.Where(set => !use.Lists.Any(list => LimitRuleUse.Holds(list, set))))
            {
                Unreached(set.Rule.Position, $"{{{string.Join(", ", set.Entries.Select(entry => entry.Value is null ? entry.Key : $"{entry.Key}={entry.Value}"))}}}", context);
            }

            foreach (var list in use.Lists.Where(list => !use.Counts(list)))
            {
                context.Warn(
                    DiagnosticCodes.UncountedList, list.Position, $"No rule of {use.Table.Holder} counts what this list gives: {(list.IsSet ? "a set of " : "")}({string.Join(", ", list.Actions.Select(action => action.Key))}).",
                    list.IsSet ? "Add a setDescriptor that asks for some of them." : "Add descriptors for just these keys, each below the one before; or correct the keys.");
            }
        }
    }

    private static void Unreached(SourcePosition position, string entries, AnalysisContext context) => context.Warn(
        DiagnosticCodes.UnreachedLimit, position, $"No list of actions gives {entries}: the limit counts nothing.",
        "Let a list give these entries, no more and in this order; or, for setDescriptors, setActions that give them; or take the limit out.");
}
