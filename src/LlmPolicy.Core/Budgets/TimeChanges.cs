namespace LlmPolicy.Budgets;

/// <summary>Where a time zone's clock is set forward or back. <see cref="TimeZoneInfo"/> tells the offset of an instant, and not when that changes.</summary>
internal static class TimeChanges
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(1);

    /// <summary>The first instant at which the clock shows this date, or a later one where it skips it.</summary>
    public static DateTimeOffset StartOf(TimeZoneInfo zone, DateTime date)
    {
        DateTimeOffset midnight = new(date, TimeSpan.Zero);
        var before = zone.GetUtcOffset(midnight - Day);
        var after = zone.GetUtcOffset(midnight + Day);
        if (zone.GetUtcOffset(midnight - before) == before)
        {
            return midnight - before;
        }

        var change = Within(zone, midnight - Day, midnight + Day);
        return midnight - after > change ? midnight - after : change;
    }

    /// <summary>The instant between two of different offsets from which on the later one's holds.</summary>
    public static DateTimeOffset Within(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        var offset = zone.GetUtcOffset(from);
        while (to - from > Precision)
        {
            var middle = from + TimeSpan.FromMilliseconds((long)((to - from) / 2).TotalMilliseconds);
            (from, to) = zone.GetUtcOffset(middle) == offset ? (middle, to) : (from, middle);
        }

        return to;
    }
}
