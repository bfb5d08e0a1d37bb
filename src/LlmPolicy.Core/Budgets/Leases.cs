using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LlmPolicy.Budgets;

/// <summary>The leases that have not ended, and those that have.</summary>
internal sealed class Leases(long remembered)
{
    /// <summary>The most objects that are kept to be used again.</summary>
    private const int MaxSpare = 1_024;

    private readonly Dictionary<Guid, Lease> _leases = [];
    private readonly EndedLeases _ended = new(remembered);
    private readonly Stack<Lease> _spare = [];
    private readonly List<Guid> _due = [];

    /// <summary>No lease runs out before.</summary>
    private long _nextDeadline = long.MaxValue;

    public bool HasEnded(Guid lease, long now) => _ended.Contains(lease, now);

    public bool TryGet(Guid id, [NotNullWhen(true)] out Lease? lease) => _leases.TryGetValue(id, out lease);

    public Lease Add(in BudgetReservation reservation, ReadOnlySpan<Cell> cells, long deadline)
    {
        var lease = _spare.TryPop(out var spare) ? spare : new Lease();
        lease.Take(reservation, cells, deadline);
        _leases.Add(reservation.Lease, lease);
        _nextDeadline = Math.Min(_nextDeadline, deadline);
        return lease;
    }

    /// <summary>A lease is over; one that was never there, too, and can't be added any more.</summary>
    public void End(Guid id, long now)
    {
        _ended.Add(id, now);
        if (_leases.Remove(id, out var lease))
        {
            lease.Clear();
            if (_spare.Count < MaxSpare)
            {
                _spare.Push(lease);
            }
        }
    }

    /// <summary>The leases that have run out. All are looked at, but only when the one that lasts least may have.</summary>
    public ReadOnlySpan<Guid> Due(long now)
    {
        _due.Clear();
        if (now >= _nextDeadline)
        {
            _nextDeadline = long.MaxValue;
            foreach (var (id, lease) in _leases)
            {
                if (now >= lease.Deadline)
                {
                    _due.Add(id);
                }
                else
                {
                    _nextDeadline = Math.Min(_nextDeadline, lease.Deadline);
                }
            }
        }

        return CollectionsMarshal.AsSpan(_due);
    }
}
