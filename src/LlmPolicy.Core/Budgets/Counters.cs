namespace LlmPolicy.Budgets;

/// <summary>The counters by their names. Those of which nothing counts any longer go when there are twice as many as there were after the last look.</summary>
internal sealed class Counters
{
    private const int FewestToLookAt = 1_024;

    /// <summary>How long a full house is not looked through again, in milliseconds.</summary>
    private const long Pause = 10_000;

    private const long WithoutEnd = long.MaxValue;
    private const long Unforeseen = 1;

    private static readonly Counter Nothing = new("");

    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private int _lookAt = FewestToLookAt;
    private long _lookedAt = long.MinValue / 2;

    public int Count => _counters.Count;

    public IEnumerable<Cell> All => _counters.Values.SelectMany(counter => counter.Cells);

    public IReadOnlyList<Cell> Cells(string name) => _counters.TryGetValue(name, out var counter) ? counter.Cells : [];

    /// <summary>The cell into which a charge goes now.</summary>
    public Cell At(in BudgetCharge charge, long now) => Get(charge.Counter, now).At(charge.Period.At(now));

    public BudgetReading Read(string name, BudgetPeriod period, long now)
    {
        var window = period.At(now);
        bool isHeld = ReferenceEquals(period, BudgetPeriod.WhileHeld);
        return (_counters.TryGetValue(name, out var counter) ? counter : Nothing).Read(window, isHeld);
    }

    /// <summary>Why a reservation does not fit; null if it does.</summary>
    public Shortfall? Shortfall(in BudgetReservation reservation, long now)
    {
        Shortfall? shortfall = null;
        long longest = long.MinValue;
        var charges = reservation.Charges.Span;
        for (int i = 0; i < charges.Length; i++)
        {
            long wait = Wait(charges[i], now);
            if (wait > longest && wait > 0)
            {
                shortfall = new Shortfall(i, wait is WithoutEnd or Unforeseen ? null : DateTimeOffset.FromUnixTimeMilliseconds(wait));
                longest = wait;
            }
        }

        return shortfall;
    }

    /// <summary>Drops what is over. Not between the charges of a reservation: what it is about to fill looks empty.</summary>
    public void DropIdle(long now)
    {
        if (_counters.Count >= _lookAt)
        {
            Drop(now);
        }
    }

    /// <summary>Whether no more than so many counters are kept once there is one for each charge.</summary>
    public bool HaveRoom(ReadOnlySpan<BudgetCharge> charges, int most, long now)
    {
        if (_counters.Count + charges.Length <= most)
        {
            return true;
        }

        if (Math.Abs(now - _lookedAt) >= Pause)
        {
            Drop(now);
        }

        int more = 0;
        foreach (var charge in charges)
        {
            more += _counters.ContainsKey(charge.Counter) ? 0 : 1;
        }

        return more == 0 || _counters.Count + more <= most;
    }

    /// <summary>The cell of this start, for what was used in it before a restart.</summary>
    public Cell At(in CellRecord record, long now) => Get(record.Counter, now).At(record.Start, record.Ends);

    /// <summary>Adds to what is used, and reads what the counter holds then: found once.</summary>
    public (Cell Cell, BudgetReading Reading) CountOn(in BudgetCharge charge, long now)
    {
        var window = charge.Period.At(now);
        var counter = Get(charge.Counter, now);
        var cell = counter.At(window);
        cell.Used = BudgetAmount.Bounded((Int128)cell.Used + charge.Amount);
        return (cell, counter.Read(window, false));
    }

    /// <summary>Adds to what is used.</summary>
    public Cell Add(string name, BudgetPeriod period, long amount, long now)
    {
        var cell = Get(name, now).At(period.At(now));
        cell.Used = BudgetAmount.Bounded((Int128)cell.Used + amount);
        return cell;
    }

    /// <summary>Adds to what is used; what is taken away comes from the newest cells first.</summary>
    public IEnumerable<Cell> Correct(string name, BudgetPeriod period, long change, long now)
    {
        if (change >= 0)
        {
            return [Add(name, period, change, now)];
        }

        var window = period.At(now);
        var counter = Get(name, now);
        Int128 left = -(Int128)change;
        foreach (var cell in counter.Cells.Reverse().Where(cell => window.Includes(cell.Start)))
        {
            long taken = (long)Int128.Min(left, cell.Used);
            cell.Used -= taken;
            left -= taken;
        }

        return counter.Cells;
    }

    /// <summary>When a charge fits; 0 if it does now.</summary>
    private long Wait(in BudgetCharge charge, long now)
    {
        var window = charge.Period.At(now);
        var counter = _counters.GetValueOrDefault(charge.Counter, Nothing);
        long excess = counter.Held(window) + charge.Amount - charge.Limit;
        return excess <= 0 ? 0
            : charge.Amount > charge.Limit ? WithoutEnd
            : ReferenceEquals(charge.Period, BudgetPeriod.WhileHeld) ? Unforeseen
            : counter.Frees(window, excess) ?? WithoutEnd;
    }

    private void Drop(long now)
    {
        foreach (var (name, counter) in _counters)
        {
            if (counter.Drop(now))
            {
                _counters.Remove(name);
            }
        }

        _lookAt = Math.Max(FewestToLookAt, 2 * _counters.Count);
        _lookedAt = now;
    }

    private Counter Get(string name, long now)
    {
        if (_counters.TryGetValue(name, out var counter))
        {
            counter.Drop(now);
            return counter;
        }

        counter = new Counter(name);
        _counters.Add(name, counter);
        return counter;
    }
}
