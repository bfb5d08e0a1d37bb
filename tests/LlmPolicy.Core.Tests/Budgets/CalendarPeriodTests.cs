using System.Globalization;

namespace LlmPolicy.Tests;

public sealed class CalendarPeriodTests
{
    [Theory]
    [InlineData(CalendarUnit.Second, "UTC", "2026-11-29T05:21:19.999", "2026-11-29T05:21:19", "2026-11-29T05:21:20")]
    [InlineData(CalendarUnit.Minute, "UTC", "2026-11-29T05:21:19.999", "2026-11-29T05:21", "2026-11-29T05:22")]
    [InlineData(CalendarUnit.Hour, "UTC", "2026-11-29T05:00", "2026-11-29T05:00", "2026-11-29T06:00")]
    [InlineData(CalendarUnit.Day, "UTC", "2026-11-29T23:59:59.999", "2026-11-29T00:00", "2026-11-30T00:00")]
    [InlineData(CalendarUnit.Month, "UTC", "2026-12-31T23:59:59.999", "2026-12-01T00:00", "2027-01-01T00:00")]
    [InlineData(CalendarUnit.Year, "UTC", "2026-12-31T23:59:59.999", "2026-01-01T00:00", "2027-01-01T00:00")]
    [InlineData(CalendarUnit.Year, "UTC", "2028-02-29T00:00", "2028-01-01T00:00", "2029-01-01T00:00")]
    public void A_window_begins_and_ends_with_its_unit(CalendarUnit unit, string zone, string at, string start, string end) => Check(unit, zone, at, start, end);

    [Theory]
    [InlineData("2026-11-29T23:59:59.999", "2026-11-23T00:00", "2026-11-30T00:00")]
    [InlineData("2026-11-30T00:00", "2026-11-30T00:00", "2026-12-07T00:00")]
    [InlineData("2027-01-01T12:00", "2026-12-28T00:00", "2027-01-04T00:00")]
    public void A_week_begins_on_Monday_in_whatever_year(string at, string start, string end) => Check(CalendarUnit.Week, "UTC", at, start, end);

    [Theory]
    [InlineData(CalendarUnit.Day, "2028-02-29T12:00", "2028-02-29T00:00", "2028-03-01T00:00")]
    [InlineData(CalendarUnit.Month, "2028-02-29T12:00", "2028-02-01T00:00", "2028-03-01T00:00")]
    [InlineData(CalendarUnit.Month, "2027-02-28T23:59:59.999", "2027-02-01T00:00", "2027-03-01T00:00")]
    public void A_leap_day_is_a_day_of_February(CalendarUnit unit, string at, string start, string end) => Check(unit, "UTC", at, start, end);

    [Theory]
    [InlineData(CalendarUnit.Day, "Asia/Kathmandu", "2026-01-01T18:14:59.999", "2025-12-31T18:15", "2026-01-01T18:15")]
    [InlineData(CalendarUnit.Hour, "Asia/Kathmandu", "2026-01-01T00:20", "2026-01-01T00:15", "2026-01-01T01:15")]
    [InlineData(CalendarUnit.Month, "America/Los_Angeles", "2026-12-01T07:59:59.999", "2026-11-01T07:00", "2026-12-01T08:00")]
    public void A_window_is_that_of_the_zones_clock(CalendarUnit unit, string zone, string at, string start, string end) => Check(unit, zone, at, start, end);

    [Theory]
    [InlineData("2026-03-29T12:00", "2026-03-28T23:00", "2026-03-29T22:00")]
    [InlineData("2026-10-25T12:00", "2026-10-24T22:00", "2026-10-25T23:00")]
    public void A_day_of_a_time_change_has_23_or_25_hours(string at, string start, string end) => Check(CalendarUnit.Day, "Europe/Berlin", at, start, end);

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T00:30", "2026-10-25T00:00", "2026-10-25T01:00")]
    [InlineData("Europe/Berlin", "2026-10-25T01:30", "2026-10-25T01:00", "2026-10-25T02:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:45", "2026-04-04T14:00", "2026-04-04T15:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:15", "2026-04-04T15:00", "2026-04-04T15:30")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:40", "2026-10-03T15:30", "2026-10-03T16:00")]
    public void An_hour_that_the_clock_shows_twice_is_two_windows_and_none_is_longer_than_an_hour(string zone, string at, string start, string end) =>
        Check(CalendarUnit.Hour, zone, at, start, end);

    [Theory]
    [InlineData("Asia/Beirut", "2026-03-29T12:00", "2026-03-28T22:00", "2026-03-29T21:00")]
    [InlineData("America/Havana", "2026-11-01T04:30", "2026-11-01T04:00", "2026-11-02T05:00")]
    [InlineData("America/Havana", "2026-11-01T05:30", "2026-11-01T04:00", "2026-11-02T05:00")]
    [InlineData("America/Sao_Paulo", "2018-02-18T02:30", "2018-02-17T02:00", "2018-02-18T03:00")]
    [InlineData("America/St_Johns", "2010-11-07T02:45", "2010-11-07T02:30", "2010-11-08T03:30")]
    public void A_day_begins_when_the_clock_first_shows_it_where_the_clock_changes_at_midnight(string zone, string at, string start, string end) =>
        Check(CalendarUnit.Day, zone, at, start, end);

    [Theory]
    [InlineData("2011-12-30T09:59:59.999", "2011-12-29T10:00", "2011-12-30T10:00")]
    [InlineData("2011-12-30T10:00", "2011-12-30T10:00", "2011-12-31T10:00")]
    public void A_day_that_the_calendar_skips_has_no_window(string at, string start, string end) => Check(CalendarUnit.Day, "Pacific/Apia", at, start, end);

    [Fact]
    public void Windows_follow_each_other_without_a_gap_in_every_zone()
    {
        const int Seed = 17;
        Random random = new(Seed);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            foreach (var unit in Enum.GetValues<CalendarUnit>())
            {
                var period = BudgetPeriod.Calendar(unit, zone);
                long instant = random.NextInt64(Milliseconds("1972-01-01T00:00"), Milliseconds("2037-01-01T00:00"));
                var window = period.At(instant);
                string what = $"{zone.Id} {unit} {instant} {window}";

                window.Contains(instant).ShouldBeTrue(what);
                period.At(window.End).Start.ShouldBe(window.End, what);
                BudgetPeriod.Calendar(unit, zone).At(window.Start).ShouldBe(window, what);
                BudgetPeriod.Calendar(unit, zone).At(window.End - 1).ShouldBe(window, what);
            }
        }
    }

    private static void Check(CalendarUnit unit, string zone, string at, string start, string end)
    {
        long first = Milliseconds(start);

        BudgetPeriod.Calendar(unit, TimeZoneInfo.FindSystemTimeZoneById(zone)).At(DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds(at)))
            .ShouldBe(new BudgetWindow(first, Milliseconds(end), first, first));
    }

    private static long Milliseconds(string utc) => DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
