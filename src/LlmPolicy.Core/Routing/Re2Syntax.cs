using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary>
/// RE2's syntax to .NET's: the same text, but that classes such as <c>\d</c> are ASCII, that a character is a code point and not a
/// UTF-16 unit, and that what RE2 does not have is refused.
/// </summary>
internal sealed partial class Re2Syntax
{
    /// <summary>A character beyond 16 bits, which .NET sees as two.</summary>
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private readonly string _pattern;
    private readonly StringBuilder _output;
    private int _next;

    private Re2Syntax(string pattern)
    {
        _pattern = pattern;
        _output = new StringBuilder(pattern.Length + 16);
    }

    /// <summary>The pattern for .NET; null, with <paramref name="error"/>, where RE2 would not load it or it can't be translated.</summary>
    public static string? Translate(string pattern, out string? error)
    {
        var syntax = new Re2Syntax(pattern);
        error = Repetition().Matches(pattern).Any(m => m.Value.Split(',').Any(TooMany)) ? "more than 1000 repetitions" : null;
        while (syntax._next < pattern.Length && error is null)
        {
            error = syntax.TranslateNext();
        }

        return error is null ? syntax._output.ToString() : null;
    }

    private static bool TooMany(string bound) => bound.Trim('{', '}').TrimStart('0') is { Length: > 4 } or { Length: 4 } and not "1000";

    [GeneratedRegex(@"\{[0-9]+(,[0-9]*)?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Repetition();

    private string? TranslateNext()
    {
        char c = _pattern[_next++];
        switch (c)
        {
            case '\\':
                return TranslateEscape();
            case '[':
                string? translated = Re2Class.Translate(_pattern, ref _next, out string? error);
                _output.Append(translated);
                return error;
            case '(' when Peek() == '?':
                return TranslateGroup();
            case '$':
                // .NET's $ also matches before a last line feed.
                _output.Append(@"\z");
                return null;
            case '.':
                Append(OneOf(@"[^\n\uD800-\uDFFF]"));
                return null;
            default:
                if (char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek()))
                {
                    // A quantifier behind it is for both halves.
                    Append($"(?:{c}{_pattern[_next++]})");
                    return null;
                }

                _output.Append(c);
                return null;
        }
    }

    /// <summary>A class that also holds what is beyond 16 bits.</summary>
    public static string OneOf(string units) => $"(?:{units}|{Pair})";

    private string? TranslateEscape()
    {
        if (_next == _pattern.Length)
        {
            return "trailing backslash";
        }

        char c = _pattern[_next++];
        if (Re2Escapes.Members(c) is { } members)
        {
            Append(char.IsUpper(c) ? OneOf($@"[^{members}\uD800-\uDFFF]") : $"[{members}]");
            return null;
        }

        switch (c)
        {
            case 'z' or 'A':
            // The same as RE2's as long as the text is ASCII, which a path always is once it is normalised.
            case 'b' or 'B':
                Append($@"\{c}");
                return null;
            case 'Q':
                TranslateQuoted();
                return null;
            default:
                if (Re2Escapes.Character(_pattern, c, ref _next, out string? error) is { } character)
                {
                    Append(character);
                }

                return error;
        }
    }

    private void TranslateQuoted()
    {
        int end = _pattern.IndexOf(@"\E", _next, StringComparison.Ordinal);
        Append(Regex.Escape(end < 0 ? _pattern[_next..] : _pattern[_next..end]));
        _next = end < 0 ? _pattern.Length : end + 2;
    }

    private string? TranslateGroup()
    {
        string rest = _pattern[(_next + 1)..];
        bool named = rest.StartsWith("P<", StringComparison.Ordinal) || rest.Length > 1 && rest[0] == '<' && rest[1] is not ('=' or '!');
        if (named)
        {
            // RE2 numbers named groups with the others; .NET would number them last.
            int close = rest.IndexOf('>', StringComparison.Ordinal);
            _output.Append('(');
            _next += 1 + close + 1;
            return close < 2 ? "unfinished group name" : null;
        }

        int end = rest.AsSpan().IndexOfAny(":)");
        string flags = end < 0 ? "" : rest[..end];
        if (end < 0 || flags.Any(c => c is not ('i' or '-')))
        {
            return rest.Length > 0 && rest[0] is '=' or '!' or '<' ? "look-around is not RE2's" : "these group flags can't be translated";
        }

        Append(string.Create(CultureInfo.InvariantCulture, $"(?{flags}{rest[end]}"));
        _next += 1 + end + 1;
        return null;
    }

    private char Peek() => _next < _pattern.Length ? _pattern[_next] : '\0';

    private void Append(string text) => _output.Append(text);
}
