using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Gateway;

/// <summary>A bound on how long a request may take. While it is there, <c>RequestAborted</c> is cancelled when the time is up, too.</summary>
internal sealed class TimeBound : IDisposable
{
    /// <summary>What timers can wait for. A bound beyond it is none.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly HttpContext _context;
    private readonly TimeSpan _time;
    private readonly CancellationToken _outer;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly Lock _gate = new();
    private bool _disposed;

    private TimeBound(HttpContext context, TimeSpan time, TimeProvider clock)
    {
        (_context, _time) = (context, time);
        _outer = context.RequestAborted;
        _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_outer, _limit.Token);
        context.RequestAborted = _either.Token;
    }

    /// <summary>A bound on a request, not yet started; null where there is none.</summary>
    public static TimeBound? Of(TimeSpan? time, HttpContext context, TimeProvider clock) =>
        time is { } bound && bound <= Longest ? new TimeBound(context, bound, clock) : null;

    /// <summary>Whether the time was up, and neither a wider bound was reached nor the client gone before.</summary>
    public bool Expired => _limit.IsCancellationRequested && !_outer.IsCancellationRequested;

    public void Start() => CancelAfter(_time);

    public void Stop() => CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _context.RequestAborted = _outer;
        _either.Dispose();
        _limit.Dispose();
    }

    // A request may end when the try that waited for its end is over.
    private void CancelAfter(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _limit.CancelAfter(time);
            }
        }
    }
}
