using System.Collections.Concurrent;

namespace LlmPolicy.Redis;

/// <summary>Ends of leases that Redis has not confirmed. They may be told again without harm: a lease ends once.</summary>
internal sealed class PendingEnds(int most)
{
    private readonly ConcurrentDictionary<Guid, PendingEnd> _ends = new();

    public int Count => _ends.Count;

    public IEnumerable<PendingEnd> All => _ends.Values;

    /// <summary>Keeps one; not if there are too many. A lease that was cancelled is not settled any more.</summary>
    public void Add(PendingEnd end)
    {
        if (_ends.Count < most)
        {
            _ends.TryAdd(end.Reservation.Lease, end);
        }
    }

    public void Remove(PendingEnd end) => _ends.TryRemove(end.Reservation.Lease, out _);
}

/// <summary>A lease's end.</summary>
/// <param name="Reservation">The reservation.</param>
/// <param name="Amounts">What was used; null if it is cancelled.</param>
internal sealed record PendingEnd(BudgetReservation Reservation, long[]? Amounts);
