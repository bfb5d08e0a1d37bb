using System.Buffers;
using System.Globalization;

namespace LlmPolicy.Manifests;

/// <summary>A duration as Gloo reads it, which is Go's form: numbers with units, one after another (<c>1m30s</c>, <c>1.5h</c>, <c>500ms</c>), or <c>0</c>.</summary>
internal static class ManifestDuration
{
    /// <summary>
    /// For the schema: what regular expressions of JavaScript, Python and Go have in common, so neither look-ahead nor names. A sign before a duration of nothing is not in it.
    /// </summary>
    public const string Pattern = "^[+]?(0|(([0-9]+([.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$";

    private static readonly SearchValues<char> Numbers = SearchValues.Create(".0123456789");

    private const decimal NanosecondsPerTick = 100;

    private static readonly (string Name, decimal Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>
    /// The duration; null for what Go does not read, for what is longer than its 292 years, and for less than nothing, which Envoy refuses. What is below a tick of
    /// 100 ns is cut off.
    /// </summary>
    public static TimeSpan? Parse(string text)
    {
        var rest = text.AsSpan();
        bool negative = rest.StartsWith("-");
        rest = negative || rest.StartsWith("+") ? rest[1..] : rest;
        if (rest is "0")
        {
            return TimeSpan.Zero;
        }

        decimal total = 0;
        bool any = false;
        while (rest.Length > 0)
        {
            if (ReadPart(ref rest) is not { } nanoseconds || (total += nanoseconds) > long.MaxValue)
            {
                return null;
            }

            any = true;
        }

        return any && !(negative && total > 0) ? TimeSpan.FromTicks((long)(total / NanosecondsPerTick)) : null;
    }

    /// <summary>A number and its unit, in whole nanoseconds.</summary>
    private static decimal? ReadPart(ref ReadOnlySpan<char> rest)
    {
        var whole = Digits(rest);
        rest = rest[whole.Length..];
        ReadOnlySpan<char> fraction = [];
        if (rest.StartsWith("."))
        {
            fraction = Digits(rest[1..]);
            rest = rest[(1 + fraction.Length)..];
        }

        int end = rest.IndexOfAny(Numbers);
        var unit = end < 0 ? rest : rest[..end];
        rest = rest[unit.Length..];
        if (whole.Length + fraction.Length == 0 || Nanoseconds(unit) is not { } scale || Number(whole) is not { } number)
        {
            return null;
        }

        // More digits than these are below a nanosecond.
        var counted = fraction[..Math.Min(fraction.Length, 15)];
        decimal part = counted.IsEmpty ? 0 : Number(counted)!.Value * scale / (decimal)Math.Pow(10, counted.Length);
        return (number * scale) + decimal.Truncate(part);
    }

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text : text[..end];
    }

    /// <summary>Null for what is beyond Go's 64 bits.</summary>
    private static decimal? Number(ReadOnlySpan<char> digits) =>
        digits.IsEmpty ? 0 : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static decimal? Nanoseconds(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanoseconds) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                return nanoseconds;
            }
        }

        return null;
    }
}
