using BitFaster.Caching.Lru;
using LlmPolicy.Budgets;

namespace LlmPolicy;

/// <summary>
/// How much answers produced lately, by budget, key and model: what a request reserves that does not say how much it may produce. Kept in memory, for the process. Safe for any
/// number of threads.
/// </summary>
public sealed class OutputHistory
{
    /// <summary>The most series that are kept where nothing else is said; those that were not used for long go first.</summary>
    public const int DefaultCapacity = 10_000;

    private readonly ConcurrentLru<OutputKey, OutputSeries> _series;

    /// <summary>An empty history.</summary>
    /// <param name="capacity">The most series that are kept, some 600 bytes each. At least 3.</param>
    public OutputHistory(int capacity = DefaultCapacity) => _series = new ConcurrentLru<OutputKey, OutputSeries>(capacity);

    /// <summary>
    /// What nine of ten answers of the key's last ones stayed at or below, in tokens; null while it has had too few of the model. Nobody else's count: no caller decides what another one reserves.
    /// </summary>
    internal long? Expect(in OutputKey key) => _series.TryGet(key, out var series) ? series.Percentile() : null;

    internal void Add(in OutputKey key, long output) => _series.GetOrAdd(key, static _ => new OutputSeries()).Add(output);
}
