namespace LlmPolicy.Budgets;

/// <summary>The output of the last answers of one kind, in tokens.</summary>
internal sealed class OutputSeries
{
    private const int Most = 64;

    /// <summary>Fewer say nothing.</summary>
    private const int Fewest = 4;

    private readonly Lock _lock = new();
    private readonly long[] _last = new long[Most];
    private int _count;
    private int _next;

    public void Add(long output)
    {
        lock (_lock)
        {
            _last[_next] = output;
            _next = (_next + 1) % Most;
            _count = Math.Min(_count + 1, Most);
        }
    }

    /// <summary>What nine of ten answers stay at or below; null while there are too few.</summary>
    public long? Percentile()
    {
        Span<long> known = stackalloc long[Most];
        lock (_lock)
        {
            known = known[.._count];
            _last.AsSpan(0, _count).CopyTo(known);
        }

        if (known.Length < Fewest)
        {
            return null;
        }

        known.Sort();
        return known[((known.Length * 9) + 9) / 10 - 1];
    }
}
