namespace LlmPolicy.Budgets;

/// <summary>The amounts of a counter that were reserved in one window, or in one step of a rolling one.</summary>
internal sealed class Cell(string counter, long start, long ends)
{
    public string Counter => counter;

    public long Start => start;

    /// <summary>Until when it counts, as long as the clock goes forward.</summary>
    public long Ends => ends;

    /// <summary>Whether its amounts count for as long as they are held.</summary>
    public bool IsHeld => ends == BudgetAmount.Max;

    public long Used { get; set; }

    public long Reserved { get; set; }

    /// <summary>The part of <see cref="Reserved"/> that is used when its lease runs out.</summary>
    public long ChargedOnExpiry { get; set; }

    /// <summary>How many leases may still change it.</summary>
    public int Leases { get; set; }

    /// <summary>Whether a journal has still to be told of a change.</summary>
    public bool IsChanged { get; set; }

    public long Held => Used + Reserved;

    /// <summary>What it holds for somebody who knows of no lease: they have run out with the process.</summary>
    public CellRecord Record => new(counter, start, ends, BudgetAmount.Bounded((Int128)Used + ChargedOnExpiry));

    public bool IsEmpty => Used == 0 && Reserved == 0 && Leases == 0;

    /// <summary>Kept as long again as it counted, an hour at the most: a clock that is set back finds what it had used.</summary>
    public bool IsOver(long now) => now - ends >= Math.Min(ends - start, 3_600_000);
}
