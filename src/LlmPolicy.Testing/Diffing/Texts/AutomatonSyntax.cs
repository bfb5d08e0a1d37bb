using System.Text;

namespace LlmPolicy.Testing.Diffing.Texts;

/// <summary>
/// RE2's syntax to that of the automata: what has a meaning of its own there (<c>~ &amp; @ # " &lt;</c>) is escaped, classes are written out, groups are
/// plain. Null for what they don't have; what comes of it is only ever an example that both versions are asked about.
/// </summary>
internal sealed class AutomatonSyntax
{
    private const int MaxLength = 2_000;
    private const int MaxRepetitions = 128;

    private static readonly Dictionary<char, string> Classes = new()
    {
        ['d'] = "0-9",
        ['w'] = "0-9A-Za-z_",
        ['s'] = "\t\n\f\r ",
        ['D'] = "\0-/:-\uffff",
        ['W'] = "\0-/:-@\\[-\\^`{-\uffff",
        ['S'] = "\0-\b\v\u000e-\u001f!-\uffff",
    };

    private static readonly Dictionary<char, char> Controls = new() { ['t'] = '\t', ['n'] = '\n', ['r'] = '\r', ['f'] = '\f', ['v'] = '\v', ['a'] = '\a' };

    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<bool> _outer = new();
    private int _next;
    private bool _ignoresCase;

    private AutomatonSyntax(string pattern) => _pattern = pattern;

    public static string? Of(string pattern)
    {
        AutomatonSyntax syntax = new(pattern);
        while (syntax._next < pattern.Length)
        {
            if (pattern.Length > MaxLength || !syntax.TranslateNext())
            {
                return null;
            }
        }

        return syntax._output.ToString();
    }

    private bool TranslateNext()
    {
        char c = _pattern[_next++];
        switch (c)
        {
            case '\\':
                return TranslateEscape();
            case '[':
                return TranslateClass();
            case '(':
                return TranslateGroup();
            case ')':
                _ignoresCase = _outer.TryPop(out bool outer) && outer;
                AppendEmpty("(|");
                _output.Append(c);
                return true;
            case '|':
                AppendEmpty("(|");
                _output.Append(c);
                // Nothing behind it is a text, too.
                if (_next == _pattern.Length || _pattern[_next] is ')' or '|')
                {
                    _output.Append("()");
                }

                return true;
            case '*' or '+' or '?':
                // A second one only says which of the matches is preferred.
                _next += Peek() == '?' ? 1 : 0;
                _output.Append(c);
                return Peek() is not ('*' or '+');
            case '{':
                return TranslateRepetition();
            case '.':
                _output.Append("[^\n]");
                return true;
            case '^':
                return _next == 1;
            case '$':
                return _next == _pattern.Length;
            default:
                AppendText(c);
                return true;
        }
    }

    /// <summary>Where a group or a branch ends before it began.</summary>
    private void AppendEmpty(string ends)
    {
        if (_output.Length == 0 || (_output.Length > 0 && ends.Contains(_output[^1]) && (_output.Length < 2 || _output[^2] != '\\')))
        {
            _output.Append("()");
        }
    }

    private char Peek() => _next < _pattern.Length ? _pattern[_next] : '\0';

    private void AppendText(char c)
    {
        if (_ignoresCase && char.IsAsciiLetter(c))
        {
            _output.Append('[').Append(char.ToLowerInvariant(c)).Append(char.ToUpperInvariant(c)).Append(']');
        }
        else
        {
            _output.Append(Literal(c));
        }
    }

    public static string Literal(char c) => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"\\{c}";

    private bool TranslateEscape()
    {
        if (_next == _pattern.Length)
        {
            return false;
        }

        char c = _pattern[_next++];
        if (Classes.TryGetValue(c, out string? members))
        {
            _output.Append('[').Append(members).Append(']');
            return true;
        }

        if (c is 'A' or 'z' && (_next == 2 || _next == _pattern.Length))
        {
            return true;
        }

        if (c == 'Q')
        {
            int end = _pattern.IndexOf(@"\E", _next, StringComparison.Ordinal);
            foreach (char quoted in end < 0 ? _pattern[_next..] : _pattern[_next..end])
            {
                AppendText(quoted);
            }

            _next = end < 0 ? _pattern.Length : end + 2;
            return true;
        }

        if (Character(c) is not { } character)
        {
            return false;
        }

        AppendText(character);
        return true;
    }

    /// <summary>An escaped character; null for what has another meaning: word boundaries, Unicode classes, numbers.</summary>
    private static char? Character(char c) => Controls.TryGetValue(c, out char control) ? control : char.IsAsciiLetterOrDigit(c) ? null : c;

    private bool TranslateGroup()
    {
        _outer.Push(_ignoresCase);
        if (Peek() == '?')
        {
            int end = _pattern.AsSpan(_next).IndexOfAny(":)>") + _next;
            string flags = end < _next ? "!" : _pattern[(_next + 1)..end];
            bool isNamed = flags.StartsWith("P<", StringComparison.Ordinal) || (flags.StartsWith('<') && flags.Length > 1 && flags[1] is not ('=' or '!'));
            if (!isNamed && flags is not ("" or "i" or "-i"))
            {
                return false;
            }

            _ignoresCase = isNamed || flags.Length == 0 ? _ignoresCase : flags == "i";
            _next = end + 1;
            if (_pattern[end] == ')')
            {
                // It holds for what follows, up to the end of the group around.
                _outer.Pop();
                return true;
            }
        }

        _output.Append('(');
        return true;
    }

    private bool TranslateRepetition()
    {
        int end = _pattern.IndexOf('}', _next);
        string[] bounds = end < 0 ? [] : _pattern[_next..end].Split(',');
        if (bounds.Length is not (1 or 2) || !int.TryParse(bounds[0], out int least) || least > MaxRepetitions
            || (bounds is [_, { Length: > 0 } most] && (!int.TryParse(most, out int times) || times > MaxRepetitions)))
        {
            return false;
        }

        _output.Append(_pattern.AsSpan(_next - 1, end - _next + 2));
        _next = end + 1 + (end + 1 < _pattern.Length && _pattern[end + 1] == '?' ? 1 : 0);
        return true;
    }

    private bool TranslateClass()
    {
        _output.Append('[');
        if (Peek() == '^')
        {
            _output.Append('^');
            _next++;
        }

        bool isFirst = true;
        for (; _next < _pattern.Length && (_pattern[_next] != ']' || isFirst); isFirst = false)
        {
            char c = _pattern[_next++];
            if (c == '[' && Peek() == ':')
            {
                return false;
            }

            if (c == '\\')
            {
                char escaped = Peek();
                _next++;
                if (Classes.TryGetValue(escaped, out string? members))
                {
                    _output.Append(members);
                    continue;
                }

                if (Character(escaped) is not { } character)
                {
                    return false;
                }

                c = character;
            }
            else if (c == '-' && !isFirst && Peek() != ']')
            {
                _output.Append('-');
                continue;
            }

            AppendMember(c);
        }

        _next++;
        _output.Append(']');
        return _next <= _pattern.Length;
    }

    /// <summary>A range over letters with regard to none would be two ranges: only single letters have their twin.</summary>
    private void AppendMember(char c)
    {
        _output.Append(Literal(c));
        bool isInRange = Peek() == '-' || _output[^2] == '-';
        if (_ignoresCase && char.IsAsciiLetter(c) && !isInRange)
        {
            _output.Append(char.IsAsciiLetterLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
        }
    }
}
