using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.RegularExpressions;

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
    private readonly Re2Nesting _nesting = new();
    private readonly Re2Flags _flags = new();
    private readonly Re2Start _start = new();
    private int _next;

    private Re2Syntax(string pattern)
    {
        _pattern = pattern;
        _output = new StringBuilder(pattern.Length + 16);
    }

    /// <summary>
    /// The pattern for .NET, and what every text that it matches as a whole begins with; null, with <paramref name="error"/>, where RE2 would not load it or it
    /// can't be translated.
    /// </summary>
    public static string? Translate(string pattern, out string start, out string? error)
    {
        var syntax = new Re2Syntax(pattern);
        error = null;
        while (syntax._next < pattern.Length && error is null)
        {
            int at = syntax._next;
            error = syntax.TranslateNext();
            syntax._start.Read(pattern.AsSpan(at, syntax._next - at), syntax._nesting.Depth);
        }

        start = syntax._start.Text;
        return error is null ? syntax._output.ToString() : null;
    }

    [GeneratedRegex(@"\G\{(?<min>[0-9]+)(,(?<max>[0-9]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Repetition();

    private string? TranslateNext()
    {
        char c = _pattern[_next++];
        switch (c)
        {
            case '\\':
                _nesting.Add();
                return TranslateEscape();
            case '{' when Repetition().Match(_pattern, _next - 1) is { Success: true } repetition:
                _output.Append(repetition.Value);
                _next += repetition.Length - 1;
                TurnGreed();
                return Repeat(repetition);
            case '*' or '+' or '?':
                _output.Append(c);
                TurnGreed();
                return null;
            case '|':
                _output.Append(c);
                return null;
            case ')':
                _nesting.Close();
                _flags.Close();
                _output.Append(c);
                return null;
            case '[':
                _nesting.Add();
                string? translated = Re2Class.Translate(_pattern, ref _next, out string? error);
                _output.Append(translated);
                return error;
            case '(' when Peek() == '?':
                return _nesting.Open() ?? TranslateGroup();
            case '(':
                _output.Append(c);
                _flags.Open();
                return _nesting.Open();
            case '^' when _flags.Multiline:
                _output.Append("(?m:^)");
                return null;
            case '$':
                // .NET's $ also matches before a last line feed.
                _output.Append(_flags.Multiline ? "(?m:$)" : @"\z");
                return null;
            case '.':
                _nesting.Add();
                Append(OneOf(_flags.DotAll ? @"[^\uD800-\uDFFF]" : @"[^\n\uD800-\uDFFF]"));
                return null;
            default:
                _nesting.Add();
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

    private string? Repeat(Match repetition)
    {
        string max = repetition.Groups["max"] is { Success: true, Length: > 0 } bound ? bound.Value : repetition.Groups["min"].Value;
        return int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out int times) && times <= Re2Nesting.MaxRepetitions
            && int.TryParse(repetition.Groups["min"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? _nesting.Repeat(times)
            : $"more than {Re2Nesting.MaxRepetitions} repetitions";
    }

    /// <summary>With <c>U</c> a quantifier is greedy where it says that it is not.</summary>
    private void TurnGreed()
    {
        if (!_flags.Swapped)
        {
            return;
        }

        if (Peek() == '?')
        {
            _next++;
        }
        else
        {
            _output.Append('?');
        }
    }

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
            case 'p' or 'P' when _flags.AnyCase:
                return $@"\{c} can't be translated where case does not count";
            case 'p' or 'P':
                _nesting.Add();
                string? category = Re2Unicode.Translate(_pattern, c, ref _next, out string? unknown);
                Append(category ?? "");
                return unknown;
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
        var rest = _pattern.AsSpan(_next + 1);
        bool named = rest.StartsWith("P<") || rest.Length > 1 && rest[0] == '<' && rest[1] is not ('=' or '!');
        if (named)
        {
            // RE2 numbers named groups with the others; .NET would number them last.
            int close = rest.IndexOf('>');
            _output.Append('(');
            _flags.Open();
            _next += 1 + close + 1;
            return close < 2 ? "unfinished group name" : null;
        }

        int end = rest.IndexOfAny(":)");
        var flags = end < 0 ? "" : rest[..end];
        if (end >= 0 && rest[end] == ':')
        {
            _flags.Open();
        }

        if (end < 0 || (end == 0 && rest[end] == ')') || !_flags.TrySet(flags))
        {
            return rest.Length > 0 && rest[0] is '=' or '!' or '<' ? "look-around is not RE2's" : "these are not RE2 flags";
        }

        Append($"(?{_flags.Case}{rest[end]}");
        _next += 1 + end + 1;
        if (rest[end] == ')')
        {
            // Flags alone hold nothing.
            _nesting.Close();
        }

        return null;
    }

    private char Peek() => _next < _pattern.Length ? _pattern[_next] : '\0';

    private void Append(string text) => _output.Append(text);
}
