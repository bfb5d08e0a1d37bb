using LlmPolicy.LimitRules;

namespace LlmPolicy;

/// <summary>One limit of requests for one key, and how often a request counts on it.</summary>
public sealed class RateLimitCounter
{
    private readonly LimitRule _rule;

    internal RateLimitCounter(LimitRule rule, string key, long limit, long amount) => (_rule, Key, Limit, Amount) = (rule, key, limit, amount);

    /// <summary>Whose rule it is: <c>custom</c> for those of the Settings, or a RateLimitConfig as <c>namespace/name</c>.</summary>
    public string Holder => _rule.Holder;

    /// <summary>What is counted and for how long, as <c>limit:plan=free,account/requests/MINUTE/UTC</c>: with <see cref="Holder"/> and <see cref="Key"/> what tells the counter from others.</summary>
    public string What => _rule.What;

    /// <summary>The values for which the rule names none, and has a counter each; empty where there is one counter for all. Personal data: a store gets a keyed hash of it and nothing else.</summary>
    public string Key { get; }

    /// <summary>For how long a request counts.</summary>
    public BudgetPeriod Period => _rule.Period;

    /// <summary>The window.</summary>
    public CalendarUnit Unit => _rule.Unit;

    /// <summary>How many requests may pass in a window.</summary>
    public long Limit { get; }

    /// <summary>How often the request counts: once for each of its descriptors that lead here.</summary>
    public long Amount { get; }

    /// <summary>The rule's place in its manifest.</summary>
    public SourcePosition Position => _rule.Position;

    /// <summary>Whether a request is over the limit that made the counter hold so many.</summary>
    /// <param name="reading">What the counter holds, the request with it.</param>
    public bool IsOver(in BudgetReading reading) => reading.Used > Limit;

    /// <summary>The rule and its limit, and nobody's key.</summary>
    public override string ToString() => $"{Holder}: {_rule.Words} of {(_rule.Path.Length == 0 ? "any" : _rule.Path)}";

    internal bool Is(LimitRule rule, string key) => (ReferenceEquals(rule, _rule) || (rule.What == What && rule.Holder == Holder)) && Key == key;

    /// <summary>The same counter once more. Where its limits differ, the lower one counts.</summary>
    internal RateLimitCounter Again(LimitRule rule) => new(_rule, Key, Math.Min(Limit, rule.Limit), Amount + 1);
}
