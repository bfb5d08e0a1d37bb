namespace LlmPolicy.Budgets;

/// <summary>The cells of one counter, the oldest first.</summary>
internal sealed class Counter(string name)
{
    private readonly List<Cell> _cells = [];

    public IReadOnlyList<Cell> Cells => _cells;

    public long Held(in BudgetWindow window)
    {
        long held = 0;
        foreach (var cell in _cells)
        {
            held += window.Includes(cell.Start) ? cell.Held : 0;
        }

        return held;
    }

    public BudgetReading Read(in BudgetWindow window, bool isHeld)
    {
        long used = 0;
        long reserved = 0;
        long resets = window.First == window.Last ? window.End : window.Start;
        foreach (var cell in _cells)
        {
            if (window.Includes(cell.Start))
            {
                used += cell.Used;
                reserved += cell.Reserved;
                resets = cell.Held > 0 ? Math.Max(resets, cell.Ends) : resets;
            }
        }

        return new BudgetReading(Math.Min(used, BudgetAmount.Max), reserved, isHeld ? null : DateTimeOffset.FromUnixTimeMilliseconds(resets));
    }

    /// <summary>When so much has gone out of the window; null if there is not so much in it.</summary>
    public long? Frees(in BudgetWindow window, long excess)
    {
        foreach (var cell in _cells)
        {
            excess -= window.Includes(cell.Start) ? cell.Held : 0;
            if (excess <= 0)
            {
                return cell.Ends;
            }
        }

        return null;
    }

    /// <summary>The window's own cell, a new one if there is none.</summary>
    public Cell At(in BudgetWindow window) => At(window.Start, window.Start + window.Counts);

    public Cell At(long start, long ends)
    {
        int at = _cells.Count;
        while (at > 0 && _cells[at - 1].Start > start)
        {
            at--;
        }

        if (at > 0 && _cells[at - 1].Start == start)
        {
            return _cells[at - 1];
        }

        Cell cell = new(name, start, ends);
        _cells.Insert(at, cell);
        return cell;
    }

    /// <summary>Drops what is over, and says whether nothing is left.</summary>
    public bool Drop(long now)
    {
        if (_cells.Count > 0 && (_cells[0].IsOver(now) || _cells[^1].IsEmpty))
        {
            _cells.RemoveAll(cell => cell.IsOver(now) || cell.IsEmpty);
        }

        return _cells.Count == 0;
    }
}
