namespace LlmPolicy.Budgets;

/// <summary>What a granted reservation holds. Used again for another when it has ended.</summary>
internal sealed class Lease
{
    private Part[] _parts = new Part[2];

    /// <summary>By the clock that only goes forward.</summary>
    public long Deadline { get; private set; }

    /// <summary>Puts an amount of each charge into its cell.</summary>
    public void Take(in BudgetReservation reservation, ReadOnlySpan<Cell> cells, long deadline)
    {
        var charges = reservation.Charges.Span;
        Deadline = deadline;
        _parts = _parts.Length >= charges.Length ? _parts : new Part[charges.Length];
        Count = charges.Length;
        for (int i = 0; i < charges.Length; i++)
        {
            bool isHeld = ReferenceEquals(charges[i].Period, BudgetPeriod.WhileHeld);
            Part part = new(cells[i], charges[i].Amount, isHeld, !isHeld && reservation.OnExpiry == BudgetExpiry.Charge ? charges[i].Amount : 0);
            part.Cell.Reserved += part.Amount;
            part.Cell.ChargedOnExpiry += part.ChargedOnExpiry;
            part.Cell.Leases++;
            _parts[i] = part;
        }
    }

    public int Count { get; private set; }

    public Cell CellAt(int index) => _parts[index].Cell;

    /// <summary>Gives back what it holds, and uses these amounts.</summary>
    public void Settle(ReadOnlySpan<long> amounts)
    {
        for (int i = 0; i < Count; i++)
        {
            _parts[i].End(amounts[i]);
        }
    }

    /// <summary>Gives back what it holds.</summary>
    public void Cancel()
    {
        for (int i = 0; i < Count; i++)
        {
            _parts[i].End(0);
        }
    }

    /// <summary>Gives back what it holds, and uses what was to be used then.</summary>
    public void Expire()
    {
        for (int i = 0; i < Count; i++)
        {
            _parts[i].End(_parts[i].ChargedOnExpiry);
        }
    }

    /// <summary>Lets go of the cells.</summary>
    public void Clear()
    {
        Array.Clear(_parts, 0, Count);
        Count = 0;
    }

    private readonly record struct Part(Cell Cell, long Amount, bool IsHeld, long ChargedOnExpiry)
    {
        public void End(long used)
        {
            Cell.Reserved -= Amount;
            Cell.ChargedOnExpiry -= ChargedOnExpiry;
            Cell.Used = IsHeld ? 0 : BudgetAmount.Bounded((Int128)Cell.Used + Math.Max(0, used));
            Cell.Leases--;
        }
    }
}
