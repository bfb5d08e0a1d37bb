using System.Globalization;

namespace LlmPolicy.Routing;

/// <summary>How a text begins.</summary>
internal sealed class PrefixValue(string prefix) : IValueMatcher
{
    public bool IsMatch(string value) => value.StartsWith(prefix, StringComparison.Ordinal);

    public override string ToString() => $"= {prefix}...";
}

/// <summary>How a text ends.</summary>
internal sealed class SuffixValue(string suffix) : IValueMatcher
{
    public bool IsMatch(string value) => value.EndsWith(suffix, StringComparison.Ordinal);

    public override string ToString() => $"= ...{suffix}";
}

/// <summary>A whole number from a first one on, and below an end.</summary>
internal sealed class RangeValue(long start, long end) : IValueMatcher
{
    public bool IsMatch(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= start && number < end;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"from {start} to below {end}");
}
