using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.TestKit;

/// <summary>A clock that a test moves, and that tells what is waiting for it: time moved before a timer is set is lost on it.</summary>
public class TestClock : FakeTimeProvider
{
    private readonly Signals _signals = new();
    private readonly HashSet<Timer> _pending = [];
    private readonly Dictionary<TimeSpan, int> _set = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, dueTime, isOneShot: period == TimeSpan.Zero || period == Timeout.InfiniteTimeSpan);
        timer.Begin(base.CreateTimer(timer.FallDue, state, dueTime, period));
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

    /// <summary>Waits until timers of this length were set so often, new ones and those that were there.</summary>
    public Task SetAsync(TimeSpan due, int times) => _signals.UntilAsync(() =>
    {
        lock (_pending)
        {
            return _set.GetValueOrDefault(due) >= times;
        }
    });

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

    /// <summary>Pending until it has fallen due, if that is all it does, or is disposed of: who waits for another one must not find one that is over.</summary>
    private sealed class Timer(TestClock clock, TimerCallback callback, TimeSpan due, bool isOneShot) : ITimer
    {
        private ITimer? _inner;
        private bool _isOver;

        public TimeSpan Due => due;

        public void Begin(ITimer inner)
        {
            _inner = inner;
            lock (clock._pending)
            {
                if (!_isOver)
                {
                    clock._pending.Add(this);
                }

                clock._set[due] = clock._set.GetValueOrDefault(due) + 1;
            }

            clock._signals.Tell();
        }

        public void FallDue(object? state)
        {
            if (isOneShot)
            {
                End();
            }

            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool changed = _inner!.Change(dueTime, period);
            if (changed && dueTime != Timeout.InfiniteTimeSpan)
            {
                lock (clock._pending)
                {
                    clock._pending.Add(this);
                    clock._set[dueTime] = clock._set.GetValueOrDefault(dueTime) + 1;
                }

                clock._signals.Tell();
            }

            return changed;
        }

        public void Dispose()
        {
            End();
            _inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void End()
        {
            lock (clock._pending)
            {
                _isOver = true;
                clock._pending.Remove(this);
            }

            clock._signals.Tell();
        }
    }
}
