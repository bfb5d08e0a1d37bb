using System.Globalization;

namespace LlmPolicy.Dashboard;

/// <summary>Times and amounts as the page shows them.</summary>
internal static class Words
{
    /// <summary>A time of day, or of another day.</summary>
    public static Html Time(DateTimeOffset at, DateTimeOffset now)
    {
        var (utc, today) = (at.ToUniversalTime(), now.ToUniversalTime());
        string shown = utc.ToString(utc.Date == today.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return Html.Of($"""<time datetime="{utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">{shown}</time>""");
    }

    /// <summary>A time that passes, in its two largest units.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1 } => "under 1 ms",
        { TotalSeconds: < 1 } => Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => Invariant($"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } => Invariant($"{time.Minutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => Invariant($"{time.Hours} h {time.Minutes} min"),
        _ => Invariant($"{time.Days} d {time.Hours} h"),
    };

    public static string Amount(decimal amount) => Invariant($"{amount:#,0.######}");

    public static string Count(int count, string one, string many) => Invariant($"{count:#,0} {(count == 1 ? one : many)}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
