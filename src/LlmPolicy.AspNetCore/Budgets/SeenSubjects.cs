using BitFaster.Caching.Lru;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Budgets;

/// <summary>Whose counters requests took from lately, in this process: personal data, kept only where <see cref="BudgetOptions.KeepNames"/> says so.</summary>
internal sealed class SeenSubjects(IOptions<LlmPolicyOptions> options) : IDecisionObserver
{
    private const int Most = 10_000;

    private readonly ConcurrentLru<(string Budget, string Key), string>? _seen = options.Value.Budgets.KeepNames ? new(Most) : null;

    public void Settled(ILlmPolicyFeature decided)
    {
        if (_seen is null || decided.Decision.Forwarding is not { } forwarding)
        {
            return;
        }

        foreach (var counter in forwarding.Effects.OfType<BudgetDemand>().SelectMany(demand => demand.Counters))
        {
            _seen.GetOrAdd((counter.Budget, counter.Key), static (_, counter) => counter.KeyJson, counter);
        }
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
    }

    /// <summary>The keys of a budget as JSON arrays, in ordinal order; null if none are kept.</summary>
    public IReadOnlyList<string>? Of(string budget) =>
        _seen is null ? null : [.. _seen.Where(seen => seen.Key.Budget == budget).Select(seen => seen.Value).Order(StringComparer.Ordinal)];
}
