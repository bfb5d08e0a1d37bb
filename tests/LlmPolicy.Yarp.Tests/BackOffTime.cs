using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Gateway;

/// <summary>A clock that tests move, on which waits of a millisecond at the most, those between tries, pass by themselves.</summary>
internal sealed class BackOffTime : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        dueTime >= TimeSpan.Zero && dueTime <= TimeSpan.FromMilliseconds(1)
            ? System.CreateTimer(callback, state, dueTime, period)
            : base.CreateTimer(callback, state, dueTime, period);
}
