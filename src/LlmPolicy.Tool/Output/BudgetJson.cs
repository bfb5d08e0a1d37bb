namespace LlmPolicy.Tool.Output;

/// <summary>What a request takes of a budget, for other programs (docs/tool.md). Claims by name, never their values.</summary>
internal static class BudgetJson
{
    public static object Of(BudgetDemand demand) => new
    {
        Name = demand.Budget,
        Key = demand.Rule.Key.Select(claim => claim.Path.ToString()),
        Mode = demand.IsShadow ? "shadow" : "enforce",
        demand.Rule.IsHard,
        demand.Size.Input,
        demand.Size.Output,
        Limits = demand.Counters.DistinctBy(counter => counter.Position).Select(counter => new
        {
            counter.What,
            Limit = InUnits(counter.Limit, counter),
            Takes = InUnits(counter.Amount, counter),
            counter.Position,
        }),
        demand.Position,
    };

    private static decimal InUnits(long amount, BudgetCounter counter) => (decimal)amount / counter.Scale;
}
