using LlmPolicy.Budgets;

namespace LlmPolicy;

/// <summary>How long an amount counts against a limit. Says of each instant which window it lies in; stores ask it with their own time.</summary>
public abstract class BudgetPeriod
{
    private protected BudgetPeriod()
    {
    }

    /// <summary>The unit of the calendar whose windows these are; null for others.</summary>
    public virtual CalendarUnit? Unit => null;

    /// <summary>The time zone whose clock and calendar count; null where none does.</summary>
    public virtual TimeZoneInfo? Zone => null;

    /// <summary>How long an amount counts after it was reserved; null where a calendar or a lease says it.</summary>
    public virtual TimeSpan? Duration => null;

    /// <summary>An amount counts for as long as its lease lasts, and is given back when that ends: a limit of concurrent requests.</summary>
    public static BudgetPeriod WhileHeld => HeldPeriod.Instance;

    /// <summary>An amount counts until the second, minute, hour, day, week, month or year is over in which it was reserved.</summary>
    /// <param name="unit">The length of a window.</param>
    /// <param name="zone">The time zone whose clock and calendar count.</param>
    public static BudgetPeriod Calendar(CalendarUnit unit, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new CalendarPeriod(unit, zone);
    }

    /// <summary>
    /// An amount counts for a duration after it was reserved. It is kept in steps of a sixtieth of the duration, and a step counts until its last instant is
    /// that old: an amount may count for a sixtieth longer than the duration, never for less.
    /// </summary>
    /// <param name="duration">The duration, from a second to 366 days.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is shorter or longer.</exception>
    public static BudgetPeriod Rolling(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, TimeSpan.FromDays(366));
        return new RollingPeriod(duration);
    }

    /// <summary>The window in which an instant lies.</summary>
    /// <param name="instant">The instant.</param>
    public BudgetWindow At(DateTimeOffset instant) => At(instant.ToUnixTimeMilliseconds());

    /// <inheritdoc cref="At(DateTimeOffset)"/>
    internal abstract BudgetWindow At(long milliseconds);
}
