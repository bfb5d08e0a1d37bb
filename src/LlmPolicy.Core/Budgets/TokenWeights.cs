namespace LlmPolicy.Budgets;

/// <summary><c>count</c>, compiled: what a token of a class counts.</summary>
internal sealed record TokenWeights(TokenWeight Input, TokenWeight CachedRead, TokenWeight CachedWrite, TokenWeight CachedWrite1Hour, TokenWeight Output, TokenWeight Reasoning)
{
    /// <summary>Each token counts as one.</summary>
    public static TokenWeights Ones { get; } = new(TokenWeight.One, TokenWeight.One, TokenWeight.One, TokenWeight.One, TokenWeight.One, TokenWeight.One);

    /// <summary>The most that a token of input may count: a provider may write any of it to a cache.</summary>
    public TokenWeight DearestInput => Max(Input, Max(CachedRead, Max(CachedWrite, CachedWrite1Hour)));

    public TokenWeight DearestOutput => Max(Output, Reasoning);

    /// <summary>What an answer counts, in thousandths of a token.</summary>
    public long Of(in TokenCounts tokens)
    {
        Int128 sum = (Int128)Input.Of(tokens.Input) + CachedRead.Of(tokens.CachedRead) + CachedWrite.Of(tokens.CachedWrite) + CachedWrite1Hour.Of(tokens.CachedWrite1Hour)
            + Output.Of(tokens.Output) + Reasoning.Of(tokens.Reasoning);
        return BudgetAmount.Bounded(sum);
    }

    private static TokenWeight Max(TokenWeight a, TokenWeight b) => a.Thousandths >= b.Thousandths ? a : b;
}

/// <summary>The tokens of an answer, each in one class.</summary>
internal readonly record struct TokenCounts(long Input, long CachedRead, long CachedWrite, long CachedWrite1Hour, long Output, long Reasoning)
{
    /// <summary>Those of a report; what it does not say is taken from elsewhere.</summary>
    /// <param name="usage">The report.</param>
    /// <param name="input">The input where it says none.</param>
    /// <param name="output">The output where it says none.</param>
    public static TokenCounts Of(LlmUsage usage, long input, long output)
    {
        long all = usage.Input ?? input;
        long read = Math.Min(usage.CachedRead, all);
        long write = Math.Min(usage.CachedWrite, all - read);
        long hour = Math.Min(usage.CachedWrite1Hour, write);
        long produced = usage.Output ?? output;
        long reasoning = Math.Min(usage.Reasoning, produced);

        // A total that says more than its parts: whatever it is, it was used.
        long rest = Math.Max(0, (usage.Total ?? 0) - all - produced);
        return new(all - read - write + usage.AdvisorInput, read, write - hour, hour, produced - reasoning + rest + usage.AdvisorOutput, reasoning);
    }
}
