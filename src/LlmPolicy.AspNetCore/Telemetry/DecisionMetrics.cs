using System.Diagnostics;
using System.Diagnostics.Metrics;
using LlmPolicy.Guard;
using LlmPolicy.Outgoing;

namespace LlmPolicy.Telemetry;

/// <summary>Counts decisions that are carried out, and says how long it takes to come to one.</summary>
internal sealed class DecisionMetrics : IDecisionObserver
{
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _duration;
    private readonly TimeProvider _time;

    public DecisionMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(TelemetryNames.Source);
        _time = time;
        _decisions = meter.CreateCounter<long>("llmpolicy.decisions", "{decision}", "Decisions that were carried out.");
        _duration = meter.CreateHistogram<double>(
            "llmpolicy.decision.duration", "s", "Time from a request to the decision on it.", advice: new() { HistogramBucketBoundaries = TelemetryNames.ShortTimes });
    }

    /// <summary>A request was decided on.</summary>
    public void Evaluated(DecisionState state)
    {
        if (_duration.Enabled)
        {
            _duration.Record(
                _time.GetElapsedTime(state.Began).TotalSeconds,
                new KeyValuePair<string, object?>(TelemetryNames.Direction, DirectionOf(state)),
                new KeyValuePair<string, object?>(TelemetryNames.Outcome, TelemetryNames.OutcomeOf(state.Decision)));
        }
    }

    public void Settled(ILlmPolicyFeature decided)
    {
        if (_decisions.Enabled)
        {
            var decision = decided.Decision;
            _decisions.Add(1, new TagList
            {
                { TelemetryNames.Direction, DirectionOf(decided) },
                { TelemetryNames.Outcome, TelemetryNames.OutcomeOf(decision) },
                { TelemetryNames.Reason, decision.Reason },
                { TelemetryNames.Route, RouteNames.Of(decision) },
            });
        }
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
    }

    /// <summary>Whether a request came to the app or is one that it makes.</summary>
    private static string DirectionOf(ILlmPolicyFeature decided) => decided is OutgoingState ? "outgoing" : "incoming";
}
