using System.Globalization;
using System.Text.Json;

namespace LlmPolicy.Tool.Tokens;

/// <summary>A token's times in words.</summary>
internal static class TokenTimes
{
    private static readonly string[] Claims = ["iat", "nbf", "exp"];

    /// <summary>Each time that is there, by its claim; <c>exp</c> in any case, since what has none never expires.</summary>
    public static Dictionary<string, string> InWords(JsonElement claims, DateTimeOffset now)
    {
        Dictionary<string, string> times = [];
        foreach (string claim in Claims)
        {
            if (claims.TryGetProperty(claim, out JsonElement value))
            {
                times[claim] = Describe(value, now);
            }
        }

        times.TryAdd("exp", "none: this token never expires");
        return times;
    }

    private static string Describe(JsonElement value, DateTimeOffset now)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double seconds) || seconds is < -62_135_596_800 or > 253_402_300_799)
        {
            return "no time";
        }

        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        string written = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        TimeSpan away = time - now;
        return away.Duration() < TimeSpan.FromSeconds(1) ? $"{written}, now"
            : away > TimeSpan.Zero ? $"{written}, in {Span(away)}"
            : $"{written}, {Span(-away)} ago";
    }

    /// <summary>The largest whole unit, as <c>3 days</c>.</summary>
    private static string Span(TimeSpan time) =>
        time.TotalDays >= 1 ? Count((long)time.TotalDays, "day")
        : time.TotalHours >= 1 ? Count((long)time.TotalHours, "hour")
        : time.TotalMinutes >= 1 ? Count((long)time.TotalMinutes, "minute")
        : Count((long)time.TotalSeconds, "second");

    private static string Count(long number, string unit) => number == 1 ? $"1 {unit}" : $"{number} {unit}s";
}
