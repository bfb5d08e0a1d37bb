namespace LlmPolicy.Budgets;

/// <summary>Cells of equal length from 1970 on. As many count as cover the duration, and the one that has begun.</summary>
internal sealed class RollingPeriod : BudgetPeriod
{
    private const int Cells = 60;

    private readonly long _cell;
    private readonly long _duration;

    public RollingPeriod(TimeSpan duration)
    {
        Duration = duration;
        long milliseconds = duration.Ticks / TimeSpan.TicksPerMillisecond;
        _cell = RoundedUp(milliseconds, Cells);
        _duration = RoundedUp(milliseconds, _cell) * _cell;
    }

    public override TimeSpan? Duration { get; }

    internal override BudgetWindow At(long milliseconds)
    {
        long start = milliseconds - (((milliseconds % _cell) + _cell) % _cell);
        return new BudgetWindow(start, start + _cell, start - _duration, start + _duration);
    }

    private static long RoundedUp(long value, long divisor) => (value + divisor - 1) / divisor;
}
