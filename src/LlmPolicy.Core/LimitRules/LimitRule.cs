namespace LlmPolicy.LimitRules;

/// <summary>How many requests of a kind may pass in each window.</summary>
/// <param name="Holder">Whose rule it is: <c>custom</c>, or a RateLimitConfig as <c>namespace/name</c>.</param>
/// <param name="Path">What its requests are, as <c>plan=free,account</c>: an entry without a value has a counter for each value.</param>
/// <param name="Limit">The requests of a window.</param>
/// <param name="Unit">The window.</param>
/// <param name="Position">Where it is written.</param>
internal sealed record LimitRule(string Holder, string Path, uint Limit, CalendarUnit Unit, SourcePosition Position)
{
    private static readonly BudgetPeriod[] Periods = [.. Enum.GetValues<CalendarUnit>().Select(unit => BudgetPeriod.Calendar(unit, TimeZoneInfo.Utc))];

    /// <summary>Of the rules that fit, those of the highest weight count.</summary>
    public uint Weight { get; init; }

    /// <summary>Whether it counts, whatever else does.</summary>
    public bool AlwaysApplies { get; init; }

    public BudgetPeriod Period => Periods[(int)Unit];

    /// <summary>What is counted, as counters are named: no budget's is named so.</summary>
    public string What { get; } = $"limit:{Path}/requests/{Unit.ToString().ToUpperInvariant()}/UTC";

    /// <summary>The same rule with a limit that the request brings.</summary>
    public LimitRule With(RateLimitAmount amount) => new(Holder, Path, amount.RequestsPerUnit, amount.Unit, Position) { Weight = Weight, AlwaysApplies = AlwaysApplies };

    /// <summary>The limit for people.</summary>
    public string Words => $"{Limit} requests per {Unit.ToString().ToUpperInvariant()}";
}
