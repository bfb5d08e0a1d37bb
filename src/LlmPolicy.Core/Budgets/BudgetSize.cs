namespace LlmPolicy.Budgets;

/// <summary>How much a request takes of limits, before it is sent.</summary>
/// <param name="Rule">The budget.</param>
/// <param name="Prices">The prices of the models that may answer; empty where no cost is counted.</param>
/// <param name="Input">Its input in tokens, estimated.</param>
/// <param name="Output">What it may produce in tokens, over all of its answers.</param>
internal readonly record struct BudgetSize(BudgetRule Rule, Price[] Prices, long Input, long Output)
{
    /// <summary>What is reserved without experience where the manifest does not say how much, in tokens.</summary>
    private const long DefaultOutput = 1_024;

    /// <summary>Such a request takes no more than this part of a limit, so that others have room beside it.</summary>
    private const int Part = 10;

    /// <summary>The same with less output, so that it fits below each of these limits.</summary>
    public BudgetSize Within(IEnumerable<CompiledLimit> limits) => this with { Output = Math.Min(Output, Least(limits, 1, Input)) };

    /// <summary>What a request that says nothing of its output is thought to produce where nothing else is known.</summary>
    public long Unknown(IEnumerable<CompiledLimit> limits) => Math.Max(1, Math.Min(DefaultOutput, Least(limits, Part, 0)));

    /// <summary>What it takes of a limit, in the limit's unit.</summary>
    public long Of(CompiledLimit limit)
    {
        switch (limit.Unit)
        {
            case BudgetUnit.Tokens:
                return BudgetAmount.Bounded((Int128)Rule.Weights.DearestInput.Of(Input) + Rule.Weights.DearestOutput.Of(Output));
            case BudgetUnit.Cost:
                long most = 0;
                foreach (var price in Prices)
                {
                    most = Math.Max(most, price.AtMost(Input, Output));
                }

                return most;
            default:
                return 1;
        }
    }

    private long Least(IEnumerable<CompiledLimit> limits, int part, long input)
    {
        long least = long.MaxValue;
        foreach (var limit in limits)
        {
            least = Math.Min(least, OutputFor(limit, limit.Amount / part, input));
        }

        return least;
    }

    private long OutputFor(CompiledLimit limit, long amount, long input)
    {
        switch (limit.Unit)
        {
            case BudgetUnit.Tokens when Rule.Weights.DearestOutput.Thousandths is > 0 and var weight:
                return Math.Max(0, amount - Rule.Weights.DearestInput.Of(input)) / weight;
            case BudgetUnit.Cost:
                long least = long.MaxValue;
                foreach (var price in Prices)
                {
                    least = Math.Min(least, price.OutputFor(amount, input));
                }

                return least;
            default:
                return long.MaxValue;
        }
    }
}
