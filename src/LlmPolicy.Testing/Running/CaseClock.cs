namespace LlmPolicy.Testing.Running;

/// <summary>A clock that stands until it is set.</summary>
internal sealed class CaseClock(DateTimeOffset now) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Set(DateTimeOffset? time) => now = time ?? now;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;
}
