using System.Globalization;

namespace LlmPolicy.RegularExpressions;

/// <summary>RE2's escapes that stand for one character, or for a class of ASCII.</summary>
internal static class Re2Escapes
{
    /// <summary>The members of <c>\d</c>, <c>\w</c>, <c>\s</c>, and what their capitals leave out; null for no class.</summary>
    public static string? Members(char c) => char.ToLowerInvariant(c) switch
    {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => @"\t\n\f\r ",
        _ => null,
    };

    /// <summary>The members of <c>[:name:]</c>; null for none of RE2's.</summary>
    public static string? Posix(string name) => name switch
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

    /// <summary>The character after a backslash, for .NET; <paramref name="next"/> is behind <paramref name="c"/>.</summary>
    public static string? Character(string pattern, char c, ref int next, out string? error)
    {
        error = c switch
        {
            'p' or 'P' => $@"\{c} can't be translated in a class",
            'C' => @"\C is not a character, and Go does not read it",
            >= '1' and <= '7' when !IsOctal(pattern, next) => "back references are not RE2's",
            'a' or 'f' or 'n' or 'r' or 't' or 'v' or 'x' or (>= '0' and <= '7') => null,
            _ when char.IsAsciiLetterOrDigit(c) || c >= 0x80 => $@"\{c} is not RE2's",
            _ => null,
        };
        return error is not null ? null
            : c == 'x' ? Hexadecimal(pattern, ref next, out error)
            : c is >= '0' and <= '7' ? Octal(pattern, c, ref next)

            // RE2 takes every ASCII character for itself that is no letter and no digit; .NET all but this one.
            : c == '_' ? "_"
            : $@"\{c}";
    }

    private static bool IsOctal(string pattern, int at) => at < pattern.Length && pattern[at] is >= '0' and <= '7';

    /// <summary>Up to three digits, of which one is read.</summary>
    private static string Octal(string pattern, char first, ref int next)
    {
        int code = first - '0';
        for (int digits = 1; digits < 3 && IsOctal(pattern, next); digits++)
        {
            code = (code * 8) + pattern[next++] - '0';
        }

        return string.Create(CultureInfo.InvariantCulture, $@"\u{code:X4}");
    }

    /// <summary><c>\x41</c> or <c>\x{263A}</c>.</summary>
    private static string? Hexadecimal(string pattern, ref int next, out string? error)
    {
        bool braces = next < pattern.Length && pattern[next] == '{';
        int start = braces ? next + 1 : next;
        int end = braces ? pattern.IndexOf('}', start) : start + 2;
        if (end < start + 1 || end > pattern.Length
            || !int.TryParse(pattern.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code is < 0 or > 0xFFFF or (>= 0xD800 and <= 0xDFFF))
        {
            error = @"this \x escape can't be used";
            return null;
        }

        error = null;
        next = braces ? end + 1 : end;
        return string.Create(CultureInfo.InvariantCulture, $@"\u{code:X4}");
    }
}
