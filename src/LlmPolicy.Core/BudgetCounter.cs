using LlmPolicy.Budgets;

namespace LlmPolicy;

/// <summary>One limit of a budget for one key, and what a request takes of it.</summary>
public sealed class BudgetCounter
{
    private readonly CompiledLimit _limit;

    internal BudgetCounter(string budget, CompiledLimit limit, string key, long amount) => (Budget, _limit, Key, Amount) = (budget, limit, key, amount);

    /// <summary>The budget, as <c>namespace/name</c>.</summary>
    public string Budget { get; }

    /// <summary>What is counted and for how long, as <c>tokens/DAY/UTC</c>: with <see cref="Budget"/> and <see cref="Key"/> what tells the counter from others.</summary>
    public string What => _limit.What;

    /// <summary>What is counted: <c>tokens</c>, <c>requests</c>, <c>concurrent</c> or <c>cost</c>, as the limit has it.</summary>
    public string UnitName => Unit.ToString().ToLowerInvariant();

    /// <summary>The values of the claims that are the budget's <c>key</c>; empty where all share it. Personal data: a store gets a keyed hash of it and nothing else.</summary>
    public string Key { get; }

    /// <summary>For how long an amount counts.</summary>
    public BudgetPeriod Period => _limit.Period;

    /// <summary>The period as counters are named by it: <c>DAY/UTC</c>, <c>90m</c>, <c>held</c>.</summary>
    public string PeriodName => _limit.PeriodName;

    /// <summary>The values of <see cref="Key"/> as a JSON array.</summary>
    public string KeyJson => BudgetSubject.Json(Key);

    /// <summary>The limit: thousandths of a token, requests, or millionths of the currency's unit.</summary>
    public long Limit => _limit.Amount;

    /// <summary>What is reserved, in the unit of <see cref="Limit"/>.</summary>
    public long Amount { get; }

    /// <summary>How many units one is that people speak of: 1,000 for tokens, 1,000,000 for cost.</summary>
    public long Scale => _limit.Scale;

    /// <summary>The limit's place in its manifest.</summary>
    public SourcePosition Position => _limit.Position;

    internal BudgetUnit Unit => _limit.Unit;

    internal string LimitWords => _limit.ToString();

    /// <summary>The same limit's counter of another key.</summary>
    internal BudgetCounter Of(string key) => new(Budget, _limit, key, 0);

    /// <summary>The budget and its limit, and nobody's key.</summary>
    public override string ToString() => $"{Budget}: {_limit}";
}
