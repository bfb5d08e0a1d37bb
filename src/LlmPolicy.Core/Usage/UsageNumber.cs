using System.Text.Json;

namespace LlmPolicy.Usage;

/// <summary>A number of JSON as a count. Some providers write whole numbers with a fraction of zero; a negative, fractional or huge one is no count.</summary>
internal static class UsageNumber
{
    /// <summary>More than any answer has of anything; and so few that sums don't overflow.</summary>
    public const long Most = int.MaxValue;

    /// <summary>Seconds are kept in ticks, and may have fractions.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, UsageMember member, out long number)
    {
        number = 0;
        if (!reader.TryGetDecimal(out decimal value) || value is < 0 or > Most)
        {
            return false;
        }

        bool isTime = member == UsageMember.AudioDuration;
        number = (long)(isTime ? value * TimeSpan.TicksPerSecond : value);
        return isTime || number == value;
    }
}
