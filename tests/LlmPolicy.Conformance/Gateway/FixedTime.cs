namespace LlmPolicy.Conformance.Gateway;

/// <summary>A clock that stands where the suite was recorded. Its timers run.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
