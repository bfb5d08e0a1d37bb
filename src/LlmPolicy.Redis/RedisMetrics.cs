using System.Diagnostics.Metrics;

namespace LlmPolicy.Redis;

/// <summary>What the store tells of itself, on the meter <c>LlmPolicy</c>.</summary>
internal sealed class RedisMetrics : IDisposable
{
    private const string Source = "LlmPolicy";

    private readonly Meter _meter;

    /// <param name="meters">Makes the meter, and has it be the app's; null: it is the store's own.</param>
    /// <param name="pending">How many leases' ends Redis has not confirmed.</param>
    /// <param name="isDown">Whether Redis is not asked now.</param>
    public RedisMetrics(IMeterFactory? meters, Func<int> pending, Func<bool> isDown)
    {
        _meter = meters?.Create(Source) ?? new Meter(Source);
        _meter.CreateObservableUpDownCounter("llmpolicy.redis.pending_ends", pending, "{lease}", "Leases whose end Redis has not confirmed.");
        _meter.CreateObservableGauge("llmpolicy.redis.down", () => isDown() ? 1 : 0, null, "1 while Redis does not answer and is not asked.");
    }

    /// <summary>Ends what the store alone has; the app's meter ends with the app.</summary>
    public void Dispose() => _meter.Dispose();
}
