using System.Text;
using System.Text.Json;
using LlmPolicy.Budgets;

namespace LlmPolicy;

/// <summary>A <c>TokenBudget</c> as operators see it: whose counters there are, and how to find those of one.</summary>
public sealed class BudgetSummary
{
    private readonly BudgetRule _rule;

    internal BudgetSummary(BudgetRule rule)
    {
        _rule = rule;
        Key = [.. rule.Key.Select(claim => claim.Path.ToString())];
        Limits = Counters(rule.Limits, "");
        AllLimits = Counters(rule.AllLimits.DistinctBy(limit => (limit.Unit, limit.PeriodName)), "");
    }

    /// <summary>The budget, as <c>namespace/name</c>.</summary>
    public string Name => _rule.Name;

    /// <summary>The claims that tell its counters apart; empty where all callers share it.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>Whether it only counts, and refuses nobody (<c>mode: SHADOW</c>).</summary>
    public bool IsShadow => _rule.IsShadow;

    /// <summary>The budget's place in its manifest.</summary>
    public SourcePosition Position => _rule.Position;

    /// <summary>The limits of who has none of his own; as counters of nobody.</summary>
    public IReadOnlyList<BudgetCounter> Limits { get; }

    /// <summary>All that is counted, for those with limits of their own (<c>overrides</c>), too; each once, as counters of nobody.</summary>
    public IReadOnlyList<BudgetCounter> AllLimits { get; }

    /// <summary>
    /// The counters of one key. An override by the key's values is known here and counts; one that asks for other claims of the caller's (<c>principals</c>) is not, and is left out.
    /// </summary>
    /// <param name="key">The values of the claims in the order of <see cref="Key"/>, a JSON array: the text <c>"1"</c> and the number <c>1</c> are two.</param>
    /// <returns>The counters with their limits; null if the key has another shape.</returns>
    public IReadOnlyList<BudgetCounter>? CountersOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Subject(key) is { } subject ? Counters(_rule.LimitsOf(subject, []), subject.Key) : null;
    }

    /// <summary>All that is counted for one key, whichever limits are the caller's.</summary>
    /// <param name="key">As for <see cref="CountersOf"/>.</param>
    /// <returns>The counters; null if the key has another shape.</returns>
    public IReadOnlyList<BudgetCounter>? AllCountersOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Subject(key) is { } subject ? [.. AllLimits.Select(limit => limit.Of(subject.Key))] : null;
    }

    private BudgetSubject? Subject(string key)
    {
        try
        {
            var values = JsonElement.Parse(Encoding.UTF8.GetBytes(key));
            ClaimValue[] known = values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray().Select(BudgetKey.Value).OfType<ClaimValue>()] : [];
            return known.Length == _rule.Key.Length && values.GetArrayLength() == known.Length ? new BudgetSubject(known) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a text that holds half a surrogate pair.
            return null;
        }
    }

    private BudgetCounter[] Counters(IEnumerable<CompiledLimit> limits, string key) => [.. limits.Select(limit => new BudgetCounter(Name, limit, key, 0))];
}
