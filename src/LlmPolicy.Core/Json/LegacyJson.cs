using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.Json;

/// <summary>
/// The liberties that protobuf's JSON parser takes (single quotes, names without quotes, a trailing comma, raw control characters),
/// rewritten as RFC 8259 has them. Only to give Envoy's answer where it refuses: what passes this way is not forwarded.
/// </summary>
internal static partial class LegacyJson
{
    /// <summary>The same JSON in strict form; null where no strict form comes of it.</summary>
    public static byte[]? ToStrict(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8);
        var output = new StringBuilder(text.Length + 16);
        bool atName = false;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (atName && (char.IsAsciiLetter(c) || c is '_' or '$') && UnquotedName().Match(text, i) is { Success: true } name)
            {
                output.Append('"').Append(name.Groups["name"].Value).Append('"');
                i += name.Groups["name"].Length;
                atName = false;
                continue;
            }

            // A name comes after { or a comma, white space between.
            atName = c is '{' or ',' || (atName && c is (' ' or '\t' or '\r' or '\n'));
            if (c is '"' or '\'')
            {
                if (!TryCopyString(text, ref i, output))
                {
                    return null;
                }
            }
            else if (TrailingComma().IsMatch(text, i))
            {
                i++;
            }
            else
            {
                output.Append(c);
                i++;
            }
        }

        return Encoding.UTF8.GetBytes(output.ToString());
    }

    private static bool TryCopyString(string text, ref int i, StringBuilder output)
    {
        char quote = text[i++];
        output.Append('"');
        while (i < text.Length && text[i] != quote)
        {
            char c = text[i++];
            if (c == '\\' && i < text.Length)
            {
                output.Append(text[i] == '\'' ? "'" : $"\\{text[i]}");
                i++;
            }
            else if (c == '"')
            {
                output.Append("\\\"");
            }
            else if (c < ' ')
            {
                output.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                output.Append(c);
            }
        }

        output.Append('"');
        return i++ < text.Length;
    }

    [GeneratedRegex(@"\G,[ \t\r\n]*[}\]]", RegexOptions.CultureInvariant)]
    private static partial Regex TrailingComma();

    [GeneratedRegex(@"\G(?<name>[A-Za-z_$][A-Za-z0-9_$]*)[ \t\r\n]*:", RegexOptions.CultureInvariant)]
    private static partial Regex UnquotedName();
}
