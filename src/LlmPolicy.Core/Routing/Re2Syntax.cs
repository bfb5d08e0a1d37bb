using System.Text;

namespace LlmPolicy.Routing;

/// <summary>RE2's syntax to .NET's: the same text, but for ASCII classes and what RE2 does not have.</summary>
internal static class Re2Syntax
{
    /// <summary>The pattern for .NET; null, with <paramref name="error"/>, where RE2 would not load it or it can't be translated.</summary>
    public static string? Translate(string pattern, out string? error)
    {
        var output = new StringBuilder(pattern.Length + 16);
        error = null;
        bool inClass = false;
        for (int i = 0; i < pattern.Length && error is null; i++)
        {
            char c = pattern[i];
            if (c == '\\')
            {
                error = TranslateEscape(pattern, ref i, inClass, output);
            }
            else if (inClass)
            {
                error = TranslateInClass(pattern, ref i, ref inClass, output);
            }
            else
            {
                error = TranslateOutside(pattern, ref i, ref inClass, output);
            }
        }

        error ??= inClass ? "missing closing ]" : null;
        return error is null ? output.ToString() : null;
    }

    private static string? TranslateEscape(string pattern, ref int i, bool inClass, StringBuilder output)
    {
        i++;
        if (i == pattern.Length)
        {
            return "trailing backslash";
        }

        char c = pattern[i];
        string? ascii = c switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => @"\t\n\f\r ",
            _ => null,
        };
        if (ascii is not null)
        {
            output.Append(inClass ? ascii : $"[{ascii}]");
            return null;
        }

        string? negated = c switch
        {
            'D' => @"\x00-/:-\uFFFF",
            'W' => @"\x00-/:-@\[-^`{-\uFFFF",
            'S' => @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF",
            _ => null,
        };
        if (negated is not null)
        {
            output.Append(inClass ? negated : $"[{negated}]");
            return null;
        }

        switch (c)
        {
            case 'z' when !inClass:
                output.Append(@"\z");
                return null;
            case 'A' when !inClass:
                output.Append(@"\A");
                return null;
            case 'Q' when !inClass:
                return TranslateQuoted(pattern, ref i, output);
            case 'b' or 'B' when !inClass:
                // The same as RE2's as long as the text is ASCII, which a path always is once it is normalised.
                output.Append('\\').Append(c);
                return null;
            case 'b' or 'B' or 'p' or 'P' or 'C':
                return $@"\{c} can't be translated";
            case >= '1' and <= '9':
                return "back references are not RE2's";
            case 'a' or 'f' or 'n' or 'r' or 't' or 'v':
                output.Append('\\').Append(c);
                return null;
            case 'x':
                return TranslateHex(pattern, ref i, output);
            case '0':
                output.Append(@"\x00");
                return null;
            default:
                if (char.IsAsciiLetterOrDigit(c) || c >= 0x80)
                {
                    return $@"\{c} is not RE2's";
                }

                output.Append('\\').Append(c);
                return null;
        }
    }

    private static string? TranslateQuoted(string pattern, ref int i, StringBuilder output)
    {
        int end = pattern.IndexOf(@"\E", i, StringComparison.Ordinal);
        string quoted = end < 0 ? pattern[(i + 1)..] : pattern[(i + 1)..end];
        output.Append(System.Text.RegularExpressions.Regex.Escape(quoted));
        i = end < 0 ? pattern.Length : end + 1;
        return null;
    }

    private static string? TranslateHex(string pattern, ref int i, StringBuilder output)
    {
        bool braces = i + 1 < pattern.Length && pattern[i + 1] == '{';
        int start = braces ? i + 2 : i + 1;
        int end = braces ? pattern.IndexOf('}', start) : start + 2;
        if (end < start + 1 || end > pattern.Length || !int.TryParse(
            pattern.AsSpan(start, end - start), System.Globalization.NumberStyles.AllowHexSpecifier, null, out int code) || code > 0xFFFF)
        {
            return @"invalid \x escape";
        }

        output.Append(System.Globalization.CultureInfo.InvariantCulture, $@"\u{code:X4}");
        i = braces ? end : end - 1;
        return null;
    }

    private static string? TranslateInClass(string pattern, ref int i, ref bool inClass, StringBuilder output)
    {
        char c = pattern[i];
        if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
        {
            int end = pattern.IndexOf(":]", i, StringComparison.Ordinal);
            string? members = end < 0 ? null : PosixClass(pattern[(i + 2)..end]);
            if (members is null)
            {
                return "unknown [:class:]";
            }

            output.Append(members);
            i = end + 1;
            return null;
        }

        // .NET subtracts classes with -[, which RE2 does not know.
        output.Append(c == '[' ? @"\[" : c.ToString());
        inClass = c != ']';
        return null;
    }

    private static string? TranslateOutside(string pattern, ref int i, ref bool inClass, StringBuilder output)
    {
        char c = pattern[i];
        switch (c)
        {
            case '[':
                output.Append('[');
                inClass = true;
                if (i + 1 < pattern.Length && pattern[i + 1] == '^')
                {
                    output.Append('^');
                    i++;
                }

                if (i + 1 < pattern.Length && pattern[i + 1] == ']')
                {
                    output.Append(@"\]");
                    i++;
                }

                return null;
            case '(' when i + 1 < pattern.Length && pattern[i + 1] == '?':
                return TranslateGroup(pattern, ref i, output);
            case '$':
                // .NET's $ also matches before a last line feed.
                output.Append(@"\z");
                return null;
            case '.':
                output.Append(@"[^\n]");
                return null;
            default:
                output.Append(c);
                return null;
        }
    }

    private static string? TranslateGroup(string pattern, ref int i, StringBuilder output)
    {
        string rest = pattern[(i + 2)..];
        if (rest.StartsWith("P<", StringComparison.Ordinal))
        {
            // RE2 numbers named groups with the others; .NET would number them last.
            int close = rest.IndexOf('>', StringComparison.Ordinal);
            output.Append('(');
            i += 2 + close;
            return close < 3 ? "unfinished group name" : null;
        }

        int end = rest.AsSpan().IndexOfAny(":)");
        string flags = end < 0 ? "" : rest[..end];
        if (flags.Any(c => c is not ('i' or '-')) || end < 0)
        {
            return rest.Length > 0 && rest[0] is '=' or '!' or '<' ? "look-around is not RE2's" : "these group flags can't be translated";
        }

        output.Append("(?").Append(flags).Append(rest[end]);
        i += 2 + end;
        return null;
    }

    private static string? PosixClass(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\x00-\x7F",
        "blank" => @"\t ",
        "cntrl" => @"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };
}
