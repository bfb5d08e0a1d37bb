namespace LlmPolicy.Tool.Input;

/// <summary>A clock that stands at the time that a command was given.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
