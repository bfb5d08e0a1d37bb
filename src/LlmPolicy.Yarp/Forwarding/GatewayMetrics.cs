using System.Diagnostics.Metrics;
using LlmPolicy.Guard;
using LlmPolicy.Telemetry;

namespace LlmPolicy.Gateway;

/// <summary>What a gateway adds to a request's time, how often it tries again, and how many answers are on their way.</summary>
internal sealed class GatewayMetrics
{
    private readonly Histogram<double> _added;
    private readonly Counter<long> _retries;
    private readonly TimeProvider _time;
    private int _openStreams;

    public GatewayMetrics(IMeterFactory meters, TimeProvider time)
    {
        Meter meter = meters.Create(TelemetryNames.Source);
        _time = time;
        _added = meter.CreateHistogram<double>(
            "llmpolicy.gateway.added.duration", "s", "Time that the gateway adds to an answer's head: before the request is sent, and after the upstream's head is there.",
            advice: new() { HistogramBucketBoundaries = TelemetryNames.ShortTimes });
        _retries = meter.CreateCounter<long>("llmpolicy.upstream.retries", "{retry}", "Requests that were sent again.");
        meter.CreateObservableUpDownCounter("llmpolicy.streams.open", () => Volatile.Read(ref _openStreams), "{stream}", "Answers of upstreams whose head is passed on and whose body has not ended, and upgraded connections.");
    }

    /// <summary>Now, for those whose times are told; null while nobody listens.</summary>
    public long? Now() => _added.Enabled ? _time.GetTimestamp() : null;

    /// <summary>An upstream's head is about to be passed on.</summary>
    /// <param name="decided">The request.</param>
    /// <param name="sent">When it was first sent.</param>
    /// <param name="answered">When the upstream's head was there.</param>
    public void PassedOn(ILlmPolicyFeature decided, long? sent, long? answered)
    {
        if (sent is { } first && answered is { } last)
        {
            TimeSpan added = _time.GetElapsedTime(((PolicyState)decided).Began, first) + _time.GetElapsedTime(last);
            _added.Record(added.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Route, RouteNames.Of(decided.Decision)));
        }
    }

    /// <summary>A request is sent again.</summary>
    public void Retried(ILlmPolicyFeature decided)
    {
        if (_retries.Enabled)
        {
            _retries.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Route, RouteNames.Of(decided.Decision)));
        }
    }

    /// <summary>The body of an answer begins.</summary>
    public void StreamBegins() => Interlocked.Increment(ref _openStreams);

    /// <summary>It has ended, however.</summary>
    public void StreamEnds() => Interlocked.Decrement(ref _openStreams);
}
