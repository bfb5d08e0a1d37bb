using System.Globalization;

namespace LlmPolicy.Json;

/// <summary>A double as protobuf writes it: in 15 digits, or in 17 where 15 are another double.</summary>
internal static class ProtobufNumber
{
    public static string Write(double value)
    {
        string text = WriteAsC(value, 15);
        return double.Parse(text, CultureInfo.InvariantCulture) == value ? text : WriteAsC(value, 17);
    }

    /// <summary>C's <c>%.{digits}g</c>.</summary>
    private static string WriteAsC(double value, int digits)
    {
        string scientific = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        int e = scientific.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(scientific.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent < -4 || exponent >= digits
            ? string.Create(CultureInfo.InvariantCulture, $"{WithoutZeros(scientific[..e])}e{exponent:+00;-00}")
            : WithoutZeros(value.ToString($"F{digits - 1 - exponent}", CultureInfo.InvariantCulture));
    }

    private static string WithoutZeros(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
