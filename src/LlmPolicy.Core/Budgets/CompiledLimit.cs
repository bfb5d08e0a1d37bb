using System.Globalization;

namespace LlmPolicy.Budgets;

/// <summary>What a limit counts.</summary>
internal enum BudgetUnit
{
    /// <summary>Thousandths of a weighted token.</summary>
    Tokens,

    Requests,

    /// <summary>Requests that are under way.</summary>
    Concurrent,

    /// <summary>Millionths of the currency's unit.</summary>
    Cost,
}

/// <summary>One of <c>limits</c>, compiled.</summary>
/// <param name="Unit">What it counts.</param>
/// <param name="Amount">How much of it, in the unit that counters have.</param>
/// <param name="Period">For how long it counts.</param>
/// <param name="PeriodName">The period as it is written in a counter's name and told to callers: <c>DAY/Europe/Berlin</c>, <c>24h</c>, <c>held</c>.</param>
/// <param name="Position">Where it is written.</param>
internal sealed record CompiledLimit(BudgetUnit Unit, long Amount, BudgetPeriod Period, string PeriodName, SourcePosition Position)
{
    /// <summary>What is counted and for how long, as counters are named: <c>tokens/DAY/UTC</c>.</summary>
    public string What { get; } = $"{Unit.ToString().ToLowerInvariant()}/{PeriodName}";

    /// <summary>How many units of a counter one is that people speak of.</summary>
    public long Scale => Unit switch
    {
        BudgetUnit.Tokens => 1_000,
        BudgetUnit.Cost => 1_000_000,
        _ => 1,
    };

    /// <summary>The limit for people, as <c>100000 tokens per DAY</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(decimal)Amount / Scale:0.######} {Unit.ToString().ToLowerInvariant()}{(Unit == BudgetUnit.Concurrent ? "" : $" per {PeriodName}")}");
}
