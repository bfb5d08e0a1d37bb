using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using BitFaster.Caching.Lru;
using LlmPolicy.Budgets;

namespace LlmPolicy.Telemetry;

/// <summary>What requests take of budgets, by budget and limit. Whose a counter is is in none of it: of all keys the one with the least left is told, and how many are refused.</summary>
internal sealed class BudgetMetrics
{
    private const string Budget = "llmpolicy.budget";
    private const string Limit = "llmpolicy.budget.limit";
    private const string Mode = "llmpolicy.budget.mode";
    private const string Enforced = "enforce";
    private const string Shadow = "shadow";

    /// <summary>How many refused keys are known at the most.</summary>
    private const int MostKeys = 10_000;

    /// <summary>How long a key counts as refused that nobody can say when it fits.</summary>
    private static readonly TimeSpan Refusal = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Counter<double> _used;
    private readonly UpDownCounter<double> _reserved;
    private readonly ObservableGauge<double> _leastLeft;
    private readonly Counter<long> _refusals;
    private readonly ObservableGauge<int> _refusedKeys;
    private readonly ConcurrentDictionary<(string Budget, string What), Least> _least = new();
    private readonly Dictionary<string, StrongBox<long>> _unsettled = new() { ["expired"] = new(), ["failed"] = new() };
    private readonly Dictionary<string, StrongBox<long>> _storeFailures = new() { ["allowed"] = new(), ["local"] = new(), ["refused"] = new() };
    private readonly ConcurrentLru<(string Budget, string What, string Key), DateTimeOffset> _refused = new(MostKeys);

    public BudgetMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(TelemetryNames.Source);
        _time = time;
        _used = meter.CreateCounter<double>("llmpolicy.budget.used", null, "What requests used of a limit, in its unit: tokens, requests or money.");
        _reserved = meter.CreateUpDownCounter<double>("llmpolicy.budget.reserved", null, "What is reserved of a limit for requests of this process that are under way, in its unit.");
        _leastLeft = meter.CreateObservableGauge("llmpolicy.budget.least_left", LeastLeft, "1", "The part of the limit that is left to the key that has the least of it, 0 to 1.");
        _refusals = meter.CreateCounter<long>("llmpolicy.budget.refusals", "{request}", "Requests that did not fit below a limit; of a limit in the shadow those that would have been refused.");
        _refusedKeys = meter.CreateObservableGauge("llmpolicy.budget.refused_keys", RefusedKeys, "{key}", "Keys that were refused and whose refusal still holds.");
        meter.CreateObservableCounter("llmpolicy.budget.unsettled", () => ByResult(_unsettled), "{lease}", "Requests whose reservation could not be settled by what they used.");
        meter.CreateObservableCounter("llmpolicy.budget.store_failures", () => ByResult(_storeFailures), "{request}", "Requests for which the store did not answer, by what happened to them.");
    }

    /// <summary>A request is admitted.</summary>
    public void Reserved(BudgetHold hold)
    {
        if (!_reserved.Enabled && !_refusals.Enabled && !_leastLeft.Enabled)
        {
            return;
        }

        hold.IsCounted = _reserved.Enabled;
        int i = 0;
        foreach (var demand in hold.Demands)
        {
            foreach (var counter in demand.Counters)
            {
                var reading = hold.Readings.Span[i++];
                if (hold.IsCounted)
                {
                    _reserved.Add(Amount(counter.Amount, counter), Labels(counter));
                }

                if (demand.IsShadow && reading.Used + reading.Reserved > counter.Limit)
                {
                    Refuse(counter, Shadow);
                }

                if (_leastLeft.Enabled)
                {
                    Read(counter, reading);
                }
            }
        }
    }

    /// <summary>A request is refused by a limit.</summary>
    /// <param name="counter">The limit.</param>
    /// <param name="fitsAt">When it would fit; null where nobody can say.</param>
    public void Refused(BudgetCounter counter, DateTimeOffset? fitsAt)
    {
        Refuse(counter, Enforced);
        if (_refusedKeys.Enabled)
        {
            _refused.AddOrUpdate((counter.Budget, counter.What, counter.Key), fitsAt ?? _time.GetUtcNow() + Refusal);
        }
    }

    /// <summary>A request is over, and its reservation settled or given back.</summary>
    public void Ended(BudgetHold hold)
    {
        if (!hold.IsCounted && !_used.Enabled)
        {
            return;
        }

        int i = 0;
        foreach (var counter in hold.Demands.SelectMany(demand => demand.Counters))
        {
            if (hold.IsCounted)
            {
                _reserved.Add(-Amount(counter.Amount, counter), Labels(counter));
            }

            if (hold.Used is { } used && !ReferenceEquals(counter.Period, BudgetPeriod.WhileHeld))
            {
                _used.Add(Amount(used[i], counter), Labels(counter));
            }

            i++;
        }
    }

    /// <summary>What a request used could not be settled.</summary>
    /// <param name="result">Why: <c>expired</c>, the lease was over before; <c>failed</c>, the store did not take it.</param>
    public void Unsettled(string result) => Interlocked.Increment(ref _unsettled[result].Value);

    /// <summary>The store did not answer.</summary>
    public void StoreFailed(StoreFailureMode mode) => Interlocked.Increment(ref _storeFailures[mode switch
    {
        StoreFailureMode.Allow => "allowed",
        StoreFailureMode.Local => "local",
        _ => "refused",
    }].Value);

    private void Refuse(BudgetCounter counter, string mode)
    {
        if (_refusals.Enabled)
        {
            var labels = Labels(counter);
            labels.Add(Mode, mode);
            _refusals.Add(1, labels);
        }
    }

    /// <summary>What is held is given back without anybody reading it: what is left of it is told by what is reserved.</summary>
    private void Read(BudgetCounter counter, in BudgetReading reading)
    {
        if (reading.ResetsAt is not { } until || counter.Limit <= 0)
        {
            return;
        }

        Least seen = new(counter.Key, Math.Max(0, counter.Limit - reading.Used - reading.Reserved) / (double)counter.Limit, until);
        var now = _time.GetUtcNow();
        _least.AddOrUpdate(
            (counter.Budget, counter.What),
            static (_, arg) => arg.seen,
            static (_, least, arg) => arg.seen.Key == least.Key || least.Until <= arg.now || arg.seen.Left < least.Left ? arg.seen : least,
            (seen, now));
    }

    private static IEnumerable<Measurement<long>> ByResult(Dictionary<string, StrongBox<long>> counts) =>
        counts.Select(count => new Measurement<long>(Interlocked.Read(ref count.Value.Value), new KeyValuePair<string, object?>(TelemetryNames.Result, count.Key)));

    private IEnumerable<Measurement<double>> LeastLeft()
    {
        var now = _time.GetUtcNow();
        return _least.Select(limit => new Measurement<double>(limit.Value.Until > now ? limit.Value.Left : 1, Labels(limit.Key.Budget, limit.Key.What)));
    }

    private IEnumerable<Measurement<int>> RefusedKeys()
    {
        var now = _time.GetUtcNow();
        return _refused.GroupBy(refused => (refused.Key.Budget, refused.Key.What))
            .Select(limit => new Measurement<int>(limit.Count(refused => refused.Value > now), Labels(limit.Key.Budget, limit.Key.What)));
    }

    private static double Amount(long amount, BudgetCounter counter) => (double)amount / counter.Scale;

    private static TagList Labels(BudgetCounter counter) => Labels(counter.Budget, counter.What);

    private static TagList Labels(string budget, string what) => new() { { Budget, budget }, { Limit, what } };

    private readonly record struct Least(string Key, double Left, DateTimeOffset Until);
}
