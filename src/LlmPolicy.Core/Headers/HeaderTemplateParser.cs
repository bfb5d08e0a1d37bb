using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.Headers;

/// <summary>Reads <c>%COMMAND(argument):length%</c> in a header's value; <c>%%</c> is a per cent.</summary>
internal static partial class HeaderTemplateParser
{
    /// <summary>The template; null, with <paramref name="error"/>, where Envoy would not load the value.</summary>
    public static HeaderTemplate? TryParse(string value, out string? error)
    {
        error = null;
        var parts = new List<ITemplatePart>();
        var text = new StringBuilder();
        string bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));
        for (int i = 0; i < bytes.Length;)
        {
            if (bytes[i] != '%')
            {
                text.Append(bytes[i++]);
            }
            else if (i + 1 < bytes.Length && bytes[i + 1] == '%')
            {
                text.Append('%');
                i += 2;
            }
            else
            {
                Flush(parts, text);
                var match = Form().Match(bytes, i);
                if (!match.Success || ToPart(match, out error) is not { } part)
                {
                    error ??= $"no command begins at position {i}";
                    return null;
                }

                parts.Add(part);
                i += match.Length;
            }
        }

        Flush(parts, text);
        return new HeaderTemplate(parts);
    }

    private static CommandPart? ToPart(Match match, out string? error)
    {
        string? argument = match.Groups["argument"] is { Success: true } group ? group.Value : null;
        var command = TemplateCommands.Find(match.Groups["name"].Value, argument, out error);
        if (match.Groups["length"] is not { Success: true } length)
        {
            return command is null ? null : new CommandPart(match.Groups["name"].Value, argument, command, null);
        }

        bool fits = int.TryParse(length.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int maxLength);
        return command is null ? null : new CommandPart(match.Groups["name"].Value, argument, command, fits ? maxLength : null);
    }

    private static void Flush(List<ITemplatePart> parts, StringBuilder text)
    {
        if (text.Length > 0)
        {
            parts.Add(new TextPart(text.ToString()));
            text.Clear();
        }
    }

    [GeneratedRegex(@"\G%(?<name>[A-Z0-9_]+)(\((?<argument>.*?)\))?(:(?<length>[0-9]+))?%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
