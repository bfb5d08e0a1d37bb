using System.Text;

namespace LlmPolicy.RegularExpressions;

/// <summary>
/// The plain characters that a pattern begins with, as far as they are sure to begin every text that it matches as a whole. In doubt it is shorter.
/// </summary>
internal sealed class Re2Start
{
    private readonly StringBuilder _text = new();
    private bool _ended;

    public string Text => _text.ToString();

    /// <param name="element">The next element of the pattern: a character, an escape, a class, what opens or closes a group, a quantifier.</param>
    /// <param name="depth">How many groups are open around it.</param>
    public void Read(ReadOnlySpan<char> element, int depth)
    {
        if (element is "|" && depth == 0)
        {
            // The other alternative may begin otherwise.
            _text.Clear();
            _ended = true;
        }
        else if (!_ended)
        {
            Extend(element);
        }
    }

    private void Extend(ReadOnlySpan<char> element)
    {
        switch (element)
        {
            case "^" when _text.Length == 0:
                break;
            case "*" or "+" or "?" or ['{', _, ..]:
                // What it repeats may not be there.
                _text.Length = Math.Max(0, _text.Length - 1);
                _ended = true;
                break;
            case [var c] when IsPlain(c):
                _text.Append(c);
                break;
            case ['\\', var c] when char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c):
                _text.Append(c);
                break;
            default:
                _ended = true;
                break;
        }
    }

    private static bool IsPlain(char c) => char.IsAscii(c) && c is not ('.' or '[' or '(' or ')' or '|' or '^' or '$' or '\\');
}
