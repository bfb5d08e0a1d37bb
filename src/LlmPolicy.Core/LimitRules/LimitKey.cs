using System.Globalization;

namespace LlmPolicy.LimitRules;

/// <summary>The values by which counters of one rule are told apart, as one text. Lengths stand in front: no value runs into the next.</summary>
internal static class LimitKey
{
    public static string With(string key, string value) => string.Concat(key, value.Length.ToString(CultureInfo.InvariantCulture), ":", value);
}
