using System.Runtime.CompilerServices;
using LlmPolicy.Budgets;

namespace LlmPolicy;

/// <summary>
/// Budgets of one process, in its memory. It never waits, and fails only to count (<see cref="CountAsync"/>) on a new counter beside a million others. Leases run out by a clock that only goes forward, windows by the time of day. What is over is
/// dropped: memory grows with the counters of the current windows, the leases that have not ended, and those that ended in the last two minutes.
/// </summary>
/// <param name="time">The clock.</param>
/// <remarks>
/// A clock that is set back finds what the earlier window had used, if it is not set back by more than the window's length or an hour. One that is set forward begins the
/// windows that it shows.
/// </remarks>
public sealed class MemoryBudgetStore(TimeProvider time) : IBudgetStore
{
    private readonly Lock _lock = new();
    private readonly Leases _leases = new(time.TimestampFrequency * 60);
    private readonly Counters _counters = new();

    /// <summary>What was changed since it was asked for last, where a journal asks.</summary>
    private List<Cell>? _changes;

    /// <summary>How many counters there may be for a new one to be counted on: callers may choose the values that have one each. More are not counted, and that is said.</summary>
    internal int MostCounted { get; init; } = 1_000_000;

    /// <summary>How many counters are kept.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _counters.Count;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Reservation(reservation);
        lock (_lock)
        {
            long now = Now();
            ExpireLeases();
            return new ValueTask<BudgetReserveResult>(
                _leases.TryGet(reservation.Lease, out _) ? Result(BudgetReserveOutcome.Reserved, reservation, now)
                : _leases.HasEnded(reservation.Lease, time.GetTimestamp()) ? new BudgetReserveResult(BudgetReserveOutcome.Ended, Instant(now))
                : _counters.Shortfall(reservation, now) is { } shortfall ? Result(BudgetReserveOutcome.Refused, reservation, now) with { Binding = shortfall.Charge, FitsAt = shortfall.FitsAt }
                : Reserved(reservation, now));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Amounts(reservation, amounts);
        lock (_lock)
        {
            ExpireLeases();
            if (!_leases.TryGet(reservation.Lease, out var lease))
            {
                return new ValueTask<BudgetEndOutcome>(NotThere(reservation.Lease));
            }

            lease.Settle(amounts.Span);
            End(reservation.Lease, lease);
            return new ValueTask<BudgetEndOutcome>(BudgetEndOutcome.Done);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            ExpireLeases();
            if (!_leases.TryGet(reservation.Lease, out var lease))
            {
                var outcome = NotThere(reservation.Lease);
                _leases.End(reservation.Lease, time.GetTimestamp());
                return new ValueTask<BudgetEndOutcome>(outcome);
            }

            lease.Cancel();
            End(reservation.Lease, lease);
            return new ValueTask<BudgetEndOutcome>(BudgetEndOutcome.Done);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Counts(charges.Span);
        var readings = new BudgetReading[charges.Length];
        lock (_lock)
        {
            long now = Now();
            ExpireLeases();
            _counters.DropIdle(now);
            if (!_counters.HaveRoom(charges.Span, MostCounted, now))
            {
                return default;
            }

            for (int i = 0; i < readings.Length; i++)
            {
                (var cell, readings[i]) = _counters.CountOn(charges.Span[i], now);
                Changed(cell);
            }

            return new ValueTask<BudgetCount?>(new BudgetCount(Instant(now), readings));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Counter(counter, period);
        lock (_lock)
        {
            ExpireLeases();
            return new ValueTask<BudgetReading?>(_counters.Read(counter, period, Now()));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Counter(counter, period);
        ReservationCheck.Correction(period);
        lock (_lock)
        {
            ExpireLeases();
            long now = Now();
            _counters.DropIdle(now);
            foreach (var cell in _counters.Correct(counter, period, change, now))
            {
                Changed(cell);
            }

            return new ValueTask<BudgetReading?>(_counters.Read(counter, period, now));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default)
    {
        ReservationCheck.Counter(counter, period);
        lock (_lock)
        {
            ExpireLeases();
            foreach (var cell in _counters.Cells(counter))
            {
                cell.Used = 0;
                Changed(cell);
            }

            return new ValueTask<BudgetReading?>(_counters.Read(counter, period, Now()));
        }
    }

    /// <summary>Takes over what an earlier process had used, and keeps from now on what changes.</summary>
    internal void Restore(IEnumerable<CellRecord> records)
    {
        lock (_lock)
        {
            _changes = [];
            long now = Now();
            foreach (var record in records)
            {
                var cell = _counters.At(record, now);
                cell.Used = BudgetAmount.Bounded((Int128)cell.Used + record.Used);
            }
        }
    }

    /// <summary>What has changed since this was asked last. Leases that have run out meanwhile are ended first.</summary>
    internal IReadOnlyList<CellRecord> TakeChanges()
    {
        lock (_lock)
        {
            ExpireLeases();
            List<CellRecord> records = [];
            foreach (var cell in _changes ?? [])
            {
                cell.IsChanged = false;
                if (!cell.IsHeld)
                {
                    records.Add(cell.Record);
                }
            }

            _changes?.Clear();
            return records;
        }
    }

    /// <summary>All that is used, for a journal that may have lost what it was told before.</summary>
    internal IReadOnlyList<CellRecord> TakeAll()
    {
        lock (_lock)
        {
            foreach (var cell in _counters.All)
            {
                Changed(cell);
            }

            return TakeChanges();
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static DateTimeOffset Instant(long now) => DateTimeOffset.FromUnixTimeMilliseconds(now);

    private BudgetReserveResult Reserved(in BudgetReservation reservation, long now)
    {
        _counters.DropIdle(now);
        CellBuffer buffer = default;
        var charges = reservation.Charges.Span;
        Span<Cell> cells = buffer;
        for (int i = 0; i < charges.Length; i++)
        {
            cells[i] = _counters.At(charges[i], now);
        }

        _leases.Add(reservation, cells, Deadline(reservation.Lifetime));
        foreach (var cell in cells[..charges.Length])
        {
            Changed(cell);
        }

        return Result(BudgetReserveOutcome.Reserved, reservation, now);
    }

    private long Deadline(TimeSpan lifetime) => time.GetTimestamp() + (long)((Int128)lifetime.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond);

    private BudgetReserveResult Result(BudgetReserveOutcome outcome, in BudgetReservation reservation, long now)
    {
        var charges = reservation.Charges.Span;
        var readings = new BudgetReading[charges.Length];
        for (int i = 0; i < readings.Length; i++)
        {
            readings[i] = _counters.Read(charges[i].Counter, charges[i].Period, now);
        }

        return new BudgetReserveResult(outcome, Instant(now), readings);
    }

    private void ExpireLeases()
    {
        foreach (var id in _leases.Due(time.GetTimestamp()))
        {
            if (_leases.TryGet(id, out var lease))
            {
                lease.Expire();
                End(id, lease);
            }
        }
    }

    private void End(Guid id, Lease lease)
    {
        for (int i = 0; _changes is not null && i < lease.Count; i++)
        {
            Changed(lease.CellAt(i));
        }

        _leases.End(id, time.GetTimestamp());
    }

    private BudgetEndOutcome NotThere(Guid lease) => _leases.HasEnded(lease, time.GetTimestamp()) ? BudgetEndOutcome.Ended : BudgetEndOutcome.Unknown;

    private void Changed(Cell cell)
    {
        if (_changes is not null && !cell.IsChanged)
        {
            cell.IsChanged = true;
            _changes.Add(cell);
        }
    }

    [InlineArray(BudgetReservation.MaxCharges)]
    private struct CellBuffer
    {
        private Cell _first;
    }
}
