using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary>RE2's rewrite string: <c>\0</c> to <c>\9</c> are groups, <c>\\</c> is a backslash.</summary>
internal sealed class Re2Substitution
{
    private readonly string _text;

    private Re2Substitution(string text) => _text = text;

    /// <summary>Reads a substitution; <paramref name="error"/> says why it can't be used with <paramref name="groups"/> groups.</summary>
    public static Re2Substitution? TryCreate(string text, int groups, out string? error)
    {
        error = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            i++;
            if (i == text.Length || text[i] != '\\' && !char.IsAsciiDigit(text[i]))
            {
                error = "after a backslash there has to be a digit or a backslash";
            }
            else if (text[i] != '\\' && text[i] - '0' > groups)
            {
                error = $"\\{text[i]} is used, but the pattern has {groups} group(s)";
            }
        }

        return error is null ? new Re2Substitution(text) : null;
    }

    public string Expand(Match match)
    {
        var expanded = new StringBuilder(_text.Length);
        for (int i = 0; i < _text.Length; i++)
        {
            if (_text[i] != '\\')
            {
                expanded.Append(_text[i]);
                continue;
            }

            i++;
            expanded.Append(_text[i] == '\\' ? "\\" : match.Groups[_text[i] - '0'].Value);
        }

        return expanded.ToString();
    }
}
