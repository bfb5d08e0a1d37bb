using System.Buffers;

namespace LlmPolicy.Analysis;

/// <summary>
/// Why a regular expression can't match. Only what is plain to see is said: alternatives, groups and classes are left alone, since
/// what stands in them need not be matched.
/// </summary>
internal static class DeadRegex
{
    private static readonly SearchValues<char> Branching = SearchValues.Create(@"|()[]\");

    private const string Quantifiers = "*?{";

    /// <summary>As a whole path, which begins with a slash and has no query.</summary>
    public static string? OfPath(string pattern)
    {
        if (pattern.Contains('|'))
        {
            return null;
        }

        int start = pattern.StartsWith('^') ? 1 : 0;
        if (start < pattern.Length && IsLiteral(pattern[start]) && pattern[start] != '/' && !IsOptional(pattern, start + 1))
        {
            return $"a path begins with '/', not with '{pattern[start]}'";
        }

        int question = pattern.IndexOf(@"\?", StringComparison.Ordinal);
        return question >= 0 && !pattern.AsSpan().ContainsAny("()[]") && !pattern.Contains(@"\\", StringComparison.Ordinal) && !IsOptional(pattern, question + 2)
            ? "it asks for '?', and the query is not part of the path"
            : null;
    }

    /// <summary>As a whole text: an anchor in the middle.</summary>
    public static string? Of(string pattern)
    {
        if (pattern.AsSpan().ContainsAny(Branching))
        {
            return null;
        }

        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '$' && i + 1 < pattern.Length && IsLiteral(pattern[i + 1]) && !IsOptional(pattern, i + 2))
            {
                return "'$' stands before its end";
            }

            if (pattern[i] == '^' && i > 0 && IsLiteral(pattern[i - 1]))
            {
                return "'^' stands behind its beginning";
            }
        }

        return null;
    }

    private static bool IsLiteral(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '~' or '%' or '=' or '&' or ':' or ',' or '@' or ' ';

    private static bool IsOptional(string pattern, int i) => i < pattern.Length && Quantifiers.Contains(pattern[i]);
}
