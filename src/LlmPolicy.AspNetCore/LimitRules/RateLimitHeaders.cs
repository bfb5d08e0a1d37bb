using System.Globalization;
using System.Text;

namespace LlmPolicy.LimitRules;

/// <summary><c>x-ratelimit-limit|remaining|reset</c> as Envoy writes them: of the limit with the least left, and behind it all that count, each with the seconds of its window (draft-polli-ratelimit-headers-03).</summary>
internal static class RateLimitHeaders
{
    public static IReadOnlyList<HeaderField> Of(IReadOnlyList<RateLimitCounter> counters, ReadOnlySpan<BudgetReading> readings, DateTimeOffset at)
    {
        int least = 0;
        StringBuilder policy = new();
        for (int i = 0; i < counters.Count; i++)
        {
            least = Left(counters[i], readings[i]) < Left(counters[least], readings[least]) ? i : least;
            policy.Append(CultureInfo.InvariantCulture, $", {counters[i].Limit};w={Seconds(counters[i].Unit)}");
        }

        return
        [
            new("x-ratelimit-limit", string.Create(CultureInfo.InvariantCulture, $"{counters[least].Limit}{policy}")),
            new("x-ratelimit-remaining", Left(counters[least], readings[least]).ToString(CultureInfo.InvariantCulture)),
            new("x-ratelimit-reset", Math.Max(0, (long)Math.Ceiling(((readings[least].ResetsAt ?? at) - at).TotalSeconds)).ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private static long Left(RateLimitCounter counter, in BudgetReading reading) => Math.Max(0, counter.Limit - reading.Used);

    /// <summary>As Envoy counts them: a month has 30 days there, and a year 365.</summary>
    private static int Seconds(CalendarUnit unit) => unit switch
    {
        CalendarUnit.Second => 1,
        CalendarUnit.Minute => 60,
        CalendarUnit.Hour => 3_600,
        CalendarUnit.Day => 86_400,
        CalendarUnit.Week => 604_800,
        CalendarUnit.Month => 2_592_000,
        _ => 31_536_000,
    };
}
