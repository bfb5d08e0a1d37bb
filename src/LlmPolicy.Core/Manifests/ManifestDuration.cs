using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmPolicy.Manifests;

/// <summary>A duration as protobuf's JSON form (<c>1.5s</c>) or Go's (<c>1m30s</c>, <c>500ms</c>) has it.</summary>
internal static partial class ManifestDuration
{
    /// <summary>For the schema: what regular expressions of JavaScript, Python and Go have in common, so neither look-ahead nor names.</summary>
    public const string Pattern =
        "^([0-9]{1,9}h([0-9]{1,9}m)?([0-9]{1,12}([.][0-9]{1,9})?s)?([0-9]{1,12}ms)?"
        + "|[0-9]{1,9}m([0-9]{1,12}([.][0-9]{1,9})?s)?([0-9]{1,12}ms)?"
        + "|[0-9]{1,12}([.][0-9]{1,9})?s([0-9]{1,12}ms)?"
        + "|[0-9]{1,12}ms)$";

    public static TimeSpan? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        double seconds = (Part(match, "h") * 3600) + (Part(match, "m") * 60) + Part(match, "s") + (Part(match, "ms") / 1000);
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    /// <summary>The same, with the parts named.</summary>
    [GeneratedRegex(
        @"\A(?!\z)((?<h>[0-9]{1,9})h)?((?<m>[0-9]{1,9})m)?((?<s>[0-9]{1,12}([.][0-9]{1,9})?)s)?((?<ms>[0-9]{1,12})ms)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
