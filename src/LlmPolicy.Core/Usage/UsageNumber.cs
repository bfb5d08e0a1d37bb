using System.Text.Json;

namespace LlmPolicy.Usage;

/// <summary>A number of JSON as a count. Some providers write whole numbers with a fraction of zero; a negative, fractional or huge one is no count.</summary>
internal static class UsageNumber
{
    /// <summary>More than any answer has of anything; and so few that sums don't overflow.</summary>
    public const long Most = int.MaxValue;

    /// <summary>Reads a count, or where that is the member, seconds as ticks; those may have fractions.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, UsageMember member, out long number)
    {
        bool isTime = member == UsageMember.AudioDuration;
        if (!isTime && reader.TryGetInt64(out number))
        {
            return number is >= 0 and <= Most;
        }

        number = 0;
        if (!reader.TryGetDecimal(out decimal value) || value is < 0 or > Most || value == 0 && !IsZero(reader.ValueSpan))
        {
            return false;
        }

        number = (long)(isTime ? value * TimeSpan.TicksPerSecond : value);
        return isTime || number == value;
    }

    /// <summary>Whether it is zero, and not so near that nothing is left of it.</summary>
    private static bool IsZero(ReadOnlySpan<byte> number)
    {
        int exponent = number.IndexOfAny((byte)'e', (byte)'E');
        return !(exponent < 0 ? number : number[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }
}
