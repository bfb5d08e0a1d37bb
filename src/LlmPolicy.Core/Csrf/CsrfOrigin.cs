using System.Text.RegularExpressions;

namespace LlmPolicy.Csrf;

/// <summary>An origin as Envoy compares it: a URL's host and port as they are written, without its scheme; of what is no URL, all of it.</summary>
internal static partial class CsrfOrigin
{
    /// <summary>The origin of an <c>Origin</c> or a <c>Referer</c>; empty for none, null where parsers may differ on what its host is.</summary>
    public static string? Of(string? value)
    {
        if (string.IsNullOrEmpty(value) || !Begin().IsMatch(value))
        {
            return value ?? "";
        }

        return Url().Match(value) is { Success: true } url && PortFits(url.Groups["port"]) ? $"{url.Groups["host"].ValueSpan}{url.Groups["colon"].ValueSpan}" : null;
    }

    private static bool PortFits(Group port) => !port.Success || int.Parse(port.ValueSpan, System.Globalization.CultureInfo.InvariantCulture) <= ushort.MaxValue;

    [GeneratedRegex("^[A-Za-z]+://", RegexOptions.CultureInvariant)]
    private static partial Regex Begin();

    [GeneratedRegex(
        @"^[A-Za-z]+://(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?(?<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?<colon>:(?<port>[0-9]{1,5}))?(?:[/?][\x21-\x7e]*)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Url();
}
