using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmPolicy.Manifests;

/// <summary>The type that YAML gives to an unquoted scalar, as Kubernetes' reader (YAML 1.1) sees it.</summary>
internal static partial class PlainScalar
{
    public static bool? AsBoolean(string text) => text switch
    {
        "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    public static uint? AsUInt32(string text) => AsWhole(text) is >= 0 and <= uint.MaxValue and { } value ? (uint)value : null;

    public static int? AsInt32(string text) => AsWhole(text) is >= int.MinValue and <= int.MaxValue and { } value ? (int)value : null;

    public static long? AsInt64(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>A decimal number of 0 or more, without an exponent: 15 digits before its point and six behind it at the most.</summary>
    public static decimal? AsDecimal(string text) => Fixed().IsMatch(text) ? decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : null;

    /// <summary>What a string field must not be without quotes, in words; null for a string.</summary>
    public static string? TypeOtherThanString(string text) =>
        AsBoolean(text) is not null ? "a boolean"
        : AsInteger(text) is not null || Float().IsMatch(Digits(text)) || Special().IsMatch(text) ? "a number"
        : null;

    /// <summary>A boolean of one letter, which most of YAML's readers take for a string.</summary>
    public static bool IsLetter(string text) => text is "y" or "Y" or "n" or "N";

    /// <summary>Null for what has a fraction, or is beyond 64 bits.</summary>
    private static long? AsWhole(string text) =>
        AsInteger(text) is { } integer ? (integer is >= long.MinValue and <= long.MaxValue ? (long)integer : null)
        : Float().IsMatch(Digits(text)) && double.Parse(Digits(text), CultureInfo.InvariantCulture) is var number
            && Math.Abs(number) < 1L << 53 && Math.Truncate(number) == number ? (long)number
        : null;

    /// <summary>Go's integers: <c>0x</c>, <c>0b</c> and <c>0o</c> are bases, and so is a zero alone in front.</summary>
    private static decimal? AsInteger(string text)
    {
        var match = Integer().Match(Digits(text));
        if (!match.Success)
        {
            return null;
        }

        int numberBase = match switch
        {
            _ when match.Groups["hex"].Success => 16,
            _ when match.Groups["octal"].Success => 8,
            _ when match.Groups["binary"].Success => 2,
            _ => 10,
        };
        decimal value = 0;
        foreach (char digit in match.Groups["digits"].ValueSpan)
        {
            // Beyond 64 bits it is a float to Go, and out of every field's range.
            value = Math.Min((value * numberBase) + Convert.ToInt32(digit.ToString(), 16), decimal.MaxValue / 32);
        }

        return match.Groups["minus"].Success ? -value : value;
    }

    /// <summary>A number begins with a digit, a sign or a point; what stands between its digits does not count.</summary>
    private static string Digits(string text) =>
        text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') ? text.Replace("_", "", StringComparison.Ordinal) : "";

    [GeneratedRegex(
        @"^(\+|(?<minus>-))?(0[xX](?<hex>(?<digits>[0-9a-fA-F]+))|0[bB](?<binary>(?<digits>[01]+))|0[oO]?(?<octal>(?<digits>[0-7]+))|(?<digits>0|[1-9][0-9]*))$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[0-9]{1,15}(\.[0-9]{1,6})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Fixed();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$", RegexOptions.CultureInvariant)]
    private static partial Regex Special();
}
