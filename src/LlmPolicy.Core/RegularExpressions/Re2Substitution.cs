using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.RegularExpressions;

/// <summary>
/// RE2's rewrite string: <c>\0</c> to <c>\9</c> are groups, <c>\\</c> is a backslash. Nobody checks it before it is used: of a group that is not there RE2
/// makes no replacement at all, and at a backslash before anything else it stops.
/// </summary>
internal sealed class Re2Substitution
{
    private readonly string _text;

    private Re2Substitution(string text) => _text = text;

    /// <summary>What is not as it was meant, in words; null if all is well.</summary>
    public string? Problem { get; private init; }

    /// <summary>Whether it is of no use, and what matches stays as it is.</summary>
    public bool ReplacesNothing { get; private init; }

    /// <summary>Reads a substitution for a pattern of so many groups.</summary>
    public static Re2Substitution Read(string text, int groups)
    {
        int end = text.Length;
        string? problem = null;
        bool nothing = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            i++;
            if (i < text.Length && char.IsAsciiDigit(text[i]) && text[i] - '0' > groups)
            {
                nothing = true;
                problem = $"nothing is replaced, since \\{text[i]} is used and the pattern has {groups} group(s)";
            }
            else if (end == text.Length && (i == text.Length || (text[i] != '\\' && !char.IsAsciiDigit(text[i]))))
            {
                end = i - 1;
                problem ??= "it ends at a backslash, behind which there is neither a digit nor a backslash";
            }
        }

        return new Re2Substitution(text[..end]) { Problem = problem, ReplacesNothing = nothing };
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
