using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.TestKit;

/// <summary>A clock that a test moves, and that tells what is waiting for it: time moved before a timer is set is lost on it.</summary>
public class TestClock : FakeTimeProvider
{
    private readonly Signals _signals = new();
    private readonly HashSet<Timer> _pending = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, dueTime, base.CreateTimer(callback, state, dueTime, period));
        lock (_pending)
        {
            _pending.Add(timer);
        }

        _signals.Tell();
        return timer;
    }

    /// <summary>Waits until one timer of this kind is pending, and says how long it was set for.</summary>
    public Task<TimeSpan> TimerAsync(Func<TimeSpan, bool> due) => TimersAsync(1, due);

    /// <inheritdoc cref="TimerAsync"/>
    public async Task<TimeSpan> TimersAsync(int count, Func<TimeSpan, bool> due) => (await FindAsync(count, due)).Due;

    /// <summary>Lets the next timer of this kind fall due, once it is set, and waits until it is gone: the next one is another.</summary>
    public async Task PassAsync(Func<TimeSpan, bool> due)
    {
        var timer = await FindAsync(1, due);
        Advance(timer.Due);
        await _signals.UntilAsync(() => !Pending(_ => true).Contains(timer));
    }

    private async Task<Timer> FindAsync(int count, Func<TimeSpan, bool> due)
    {
        Timer[] found = [];
        await _signals.UntilAsync(() => (found = Pending(due)).Length >= count);
        return found[0];
    }

    private Timer[] Pending(Func<TimeSpan, bool> due)
    {
        lock (_pending)
        {
            return [.. _pending.Where(timer => due(timer.Due))];
        }
    }

    private sealed class Timer(TestClock clock, TimeSpan due, ITimer inner) : ITimer
    {
        public TimeSpan Due => due;

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            lock (clock._pending)
            {
                clock._pending.Remove(this);
            }

            inner.Dispose();
            clock._signals.Tell();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
