namespace LlmPolicy.Budgets;

/// <summary>Windows of a time zone's clock and calendar. The windows follow each other without a gap, whatever the clock does.</summary>
internal sealed class CalendarPeriod(CalendarUnit unit, TimeZoneInfo zone) : BudgetPeriod
{
    /// <summary>The last window that was asked for, as most questions fall into it.</summary>
    private Known? _known;

    public override CalendarUnit? Unit => unit;

    public override TimeZoneInfo? Zone => zone;

    internal override BudgetWindow At(long milliseconds)
    {
        if (_known is { } known && known.Window.Contains(milliseconds))
        {
            return known.Window;
        }

        var instant = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        var (start, end) = unit switch
        {
            CalendarUnit.Second => OfTheClock(instant, TimeSpan.FromSeconds(1)),
            CalendarUnit.Minute => OfTheClock(instant, TimeSpan.FromMinutes(1)),
            CalendarUnit.Hour => OfTheClock(instant, TimeSpan.FromHours(1)),
            _ => OfTheCalendar(instant),
        };
        BudgetWindow window = new(start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds(), start.ToUnixTimeMilliseconds(), start.ToUnixTimeMilliseconds());
        _known = new Known(window);
        return window;
    }

    /// <summary>What the clock shows in one go: where it is set forward or back a window ends, so that none is longer than its unit.</summary>
    private (DateTimeOffset Start, DateTimeOffset End) OfTheClock(DateTimeOffset instant, TimeSpan length)
    {
        var offset = zone.GetUtcOffset(instant);
        var start = instant - TimeSpan.FromTicks((instant + offset).Ticks % length.Ticks);
        var end = start + length;
        return (
            zone.GetUtcOffset(start) == offset ? start : TimeChanges.Within(zone, start, instant),
            zone.GetUtcOffset(end - TimeSpan.FromMilliseconds(1)) == offset ? end : TimeChanges.Within(zone, instant, end));
    }

    private (DateTimeOffset Start, DateTimeOffset End) OfTheCalendar(DateTimeOffset instant)
    {
        var date = FirstDay(TimeZoneInfo.ConvertTime(instant, zone).Date);
        var start = TimeChanges.StartOf(zone, date);
        date = NextFirstDay(date);
        var end = TimeChanges.StartOf(zone, date);

        // Where the clock is set back over midnight a day ends when it first shows the next one.
        return instant < end ? (start, end) : (end, TimeChanges.StartOf(zone, NextFirstDay(date)));
    }

    private DateTime FirstDay(DateTime date) => unit switch
    {
        CalendarUnit.Week => date.AddDays(-(((int)date.DayOfWeek + 6) % 7)),
        CalendarUnit.Month => date.AddDays(1 - date.Day),
        CalendarUnit.Year => date.AddDays(1 - date.DayOfYear),
        _ => date,
    };

    private DateTime NextFirstDay(DateTime date) => unit switch
    {
        CalendarUnit.Week => date.AddDays(7),
        CalendarUnit.Month => date.AddMonths(1),
        CalendarUnit.Year => date.AddYears(1),
        _ => date.AddDays(1),
    };

    private sealed record Known(BudgetWindow Window);
}
