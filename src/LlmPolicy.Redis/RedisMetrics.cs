using System.Diagnostics.Metrics;

namespace LlmPolicy.Redis;

/// <summary>The meter <c>LlmPolicy.Redis</c>.</summary>
internal sealed class RedisMetrics : IDisposable
{
    private readonly Meter _meter = new("LlmPolicy.Redis");

    public RedisMetrics(Func<int> pending, Func<bool> isDown)
    {
        _meter.CreateObservableUpDownCounter("llmpolicy.redis.pending_ends", pending, "{lease}", "Leases whose end Redis has not confirmed.");
        _meter.CreateObservableGauge("llmpolicy.redis.down", () => isDown() ? 1 : 0, null, "1 while Redis does not answer and is not asked.");
    }

    public void Dispose() => _meter.Dispose();
}
