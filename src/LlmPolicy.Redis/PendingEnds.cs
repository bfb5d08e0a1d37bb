using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Redis;

/// <summary>Ends of leases that Redis has not confirmed. They may be told again without harm: a lease ends once.</summary>
internal sealed class PendingEnds(int most, ILogger logger)
{
    private const int AtOnce = 100;

    private readonly ConcurrentDictionary<Guid, PendingEnd> _ends = new();
    private bool _isTold;
    private int _isLost;

    public int Count => _ends.Count;

    /// <summary>Keeps one; not if there are too many. A lease that was cancelled is not settled any more.</summary>
    public void Add(PendingEnd end)
    {
        if (_ends.Count < most)
        {
            _ends.TryAdd(end.Reservation.Lease, end);
        }
        else if (Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            Log.EndsLost(logger, most);
        }
    }

    /// <summary>Tells all, until nobody listens; then says so, once. Only one caller at a time.</summary>
    public async Task TellAsync(Func<PendingEnd, ValueTask<BudgetEndOutcome>> tell)
    {
        foreach (var some in _ends.Values.Chunk(AtOnce))
        {
            var outcomes = await Task.WhenAll(some.Select(end => tell(end).AsTask())).ConfigureAwait(false);
            foreach (var (end, outcome) in some.Zip(outcomes))
            {
                if (outcome != BudgetEndOutcome.Pending)
                {
                    _ends.TryRemove(end.Reservation.Lease, out _);
                }
            }

            if (Array.TrueForAll(outcomes, outcome => outcome == BudgetEndOutcome.Pending))
            {
                break;
            }
        }

        Report(_ends.Count);
    }

    private void Report(int left)
    {
        if (left > 0 && !_isTold)
        {
            _isTold = true;
            Log.EndsPending(logger, left);
        }
        else if (left == 0 && _isTold)
        {
            (_isTold, _isLost) = (false, 0);
            Log.EndsConfirmed(logger);
        }
    }
}

/// <summary>A lease's end.</summary>
/// <param name="Reservation">The reservation.</param>
/// <param name="Amounts">What was used; null if it is cancelled.</param>
internal sealed record PendingEnd(BudgetReservation Reservation, long[]? Amounts);
