using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmPolicy.Manifests;

/// <summary>The type that YAML gives to an unquoted scalar, as Kubernetes' reader (YAML 1.1) sees it.</summary>
internal static partial class PlainScalar
{
    public static bool? AsBoolean(string text) => text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    public static uint? AsUInt32(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value) ? value : null;

    public static int? AsInt32(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    public static long? AsInt64(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>What a string field must not be without quotes, in words; null for a string.</summary>
    public static string? TypeOtherThanString(string text) =>
        AsBoolean(text) is not null ? "a boolean"
        : Number().IsMatch(text) ? "a number"
        : null;

    // What is a number for some readers of YAML and a string for others (1e3, 0o17) stays a string.
    [GeneratedRegex(@"^[-+]?([0-9][0-9_]*|0x[0-9a-fA-F_]+|0b[01_]+|([0-9][0-9_]*)?\.[0-9_]+([eE][-+]?[0-9]+)?|[0-9][0-9_]*\.([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
