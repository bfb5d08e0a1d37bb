using LlmPolicy.Exchanges;
using LlmPolicy.Models;

namespace LlmPolicy.Budgets;

/// <summary>A TokenBudget, compiled.</summary>
internal sealed class BudgetRule
{
    /// <summary><c>namespace/name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>By what counters are told apart; empty where everybody shares them (<c>shared</c>).</summary>
    public required BudgetKey[] Key { get; init; }

    public required CompiledLimit[] Limits { get; init; }

    /// <summary>Other limits for some callers, the first that fits.</summary>
    public required LimitOverride[] Overrides { get; init; }

    /// <summary>The models that it counts for; empty for all.</summary>
    public required ModelPattern[] Models { get; init; }

    public required TokenWeights Weights { get; init; }

    public required PriceList Prices { get; init; }

    /// <summary>What a request that says nothing of its output reserves for it without experience, in tokens; null: a part of the limits.</summary>
    public required long? ReserveOutput { get; init; }

    public required bool IsHard { get; init; }

    public required bool IsShadow { get; init; }

    /// <summary>Whether requests are held to what is reserved for them. There is nothing to hold where no usage is counted, and a budget in the shadow changes no request.</summary>
    public bool Binds => IsHard && !IsShadow && CountsUsage;

    public required int BodyLimit { get; init; }

    public required BudgetSettling Settling { get; init; }

    public required StoreFailureMode OnStoreFailure { get; init; }

    public required SourcePosition Position { get; init; }

    /// <summary>By what callers are told apart, in words.</summary>
    public string KeyWords => Key.Length == 0 ? "shared by all callers" : $"for each {string.Join(" and ", Key.Select(claim => claim.ToString()))}";

    /// <summary>All limits, those of overrides too.</summary>
    public IEnumerable<CompiledLimit> AllLimits => Limits.Concat(Overrides.SelectMany(one => one.Limits));

    /// <summary>Whether one of its limits is of cost.</summary>
    public bool CountsCost => AllLimits.Any(limit => limit.Unit == BudgetUnit.Cost);

    /// <summary>Whether it counts what an answer used, so that the answer is metered and the request is sized.</summary>
    public bool CountsUsage => AllLimits.Any(limit => limit.Unit is BudgetUnit.Tokens or BudgetUnit.Cost);

    /// <summary>The prices of the models that may answer; empty where no cost is counted, null where one has no price.</summary>
    public Price[]? PricesOf(IReadOnlyList<string> models) => CountsCost ? Prices.OfAll(models) : [];

    /// <summary>Whether it counts a request for one of these models; one whose model is not known it counts.</summary>
    public bool Counts(IReadOnlyList<string> models)
    {
        if (Models.Length == 0 || models.Count == 0)
        {
            return true;
        }

        foreach (string model in models)
        {
            if (Array.Exists(Models, pattern => pattern.IsMatch(model)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whose counters are counted on, one subject for each value of a claim that is a list; null where a claim is missing.</summary>
    public List<BudgetSubject>? SubjectsOf(IReadOnlyList<VerifiedCaller> callers, ExtAuthCaller? shown)
    {
        List<BudgetSubject> subjects = [BudgetSubject.Everybody];
        foreach (var claim in Key)
        {
            if (claim.Find(callers, shown) is not { } values)
            {
                return null;
            }

            subjects = [.. subjects.SelectMany(subject => values.Select(value => new BudgetSubject([.. subject.Values, value])))];
        }

        return subjects;
    }

    /// <summary>The limits of a subject: those of the first override that fits, else the budget's own.</summary>
    public CompiledLimit[] LimitsOf(BudgetSubject subject, IReadOnlyList<VerifiedCaller> callers, Findings? findings = null) =>
        Array.Find(Overrides, one => one.IsFor(subject, callers, findings))?.Limits ?? Limits;

    /// <summary>The limits and whose they are, in words.</summary>
    public override string ToString() =>
        $"{string.Join<CompiledLimit>(", ", Limits)}, {KeyWords}{(Overrides.Length == 0 ? "" : ", others for some")}{(IsShadow ? ", in the shadow" : "")}";
}
