using System.Globalization;
using System.Text;

namespace LlmPolicy.Tests;

/// <summary>
/// Writes one JSON value in many spellings that mean the same (RFC 8259): white space before, inside and behind, members in another order,
/// escapes, numbers with a fraction or an exponent. Without a source of chance: compact, in the order given.
/// </summary>
internal sealed class JsonSpelling(Random? chance)
{
    private readonly StringBuilder _text = new();

    // Each spelling has a mood of its own, so that many keep their escapes or order and differ in white space alone.
    private readonly bool _shuffles = chance?.Next(2) == 0;
    private readonly bool _escapes = chance?.Next(5) == 0;
    private readonly bool _respellsNumbers = chance?.Next(5) == 0;
    private readonly int _spaces = chance?.Next(5) ?? 0;

    /// <summary>The text of an object, a list, a text, a number, a boolean or null.</summary>
    public static string Write(object? value, Random? chance)
    {
        var spelling = new JsonSpelling(chance);
        spelling.Space(40);
        spelling.Write(value);
        spelling.Space(40);
        return spelling._text.ToString();
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case IReadOnlyList<(string Name, object? Value)> members:
                WriteAll('{', _shuffles ? Shuffled(members) : members, '}', WriteMember);
                break;
            case IReadOnlyList<object?> items:
                WriteAll('[', items, ']', Write);
                break;
            case string text:
                WriteText(text);
                break;
            case long number:
                _text.Append(Number(number));
                break;
            case bool flag:
                _text.Append(flag ? "true" : "false");
                break;
            default:
                _text.Append("null");
                break;
        }
    }

    private void WriteAll<T>(char open, IEnumerable<T> items, char close, Action<T> write)
    {
        string separator = "";
        _text.Append(open);
        foreach (var item in items)
        {
            _text.Append(separator);
            Space(3);
            write(item);
            Space(3);
            separator = ",";
        }

        Space(3);
        _text.Append(close);
    }

    private void WriteMember((string Name, object? Value) member)
    {
        WriteText(member.Name);
        Space(3);
        _text.Append(':');
        Space(3);
        Write(member.Value);
    }

    private void WriteText(string text)
    {
        _text.Append('"');
        foreach (char c in text)
        {
            if (_escapes && chance!.Next(4) == 0)
            {
                _text.Append(c == '/' ? "\\/" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"));
            }
            else
            {
                _text.Append(c);
            }
        }

        _text.Append('"');
    }

    private string Number(long number) => (_respellsNumbers ? chance!.Next(3) : 0) switch
    {
        0 => number.ToString(CultureInfo.InvariantCulture),
        1 => string.Create(CultureInfo.InvariantCulture, $"{number}.0"),
        _ => number == 0 ? "0e7" : string.Create(CultureInfo.InvariantCulture, $"{number}0E-1"),
    };

    private void Space(int most)
    {
        if (_spaces == 0 || chance!.Next(_spaces) != 0)
        {
            return;
        }

        for (int count = chance.Next(most + 1); count > 0; count--)
        {
            _text.Append(" \t\r\n"[chance.Next(4)]);
        }
    }

    private T[] Shuffled<T>(IReadOnlyList<T> items)
    {
        T[] shuffled = [.. items];
        chance!.Shuffle(shuffled);
        return shuffled;
    }
}
