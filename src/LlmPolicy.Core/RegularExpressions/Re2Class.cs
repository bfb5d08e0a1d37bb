using System.Text;

namespace LlmPolicy.RegularExpressions;

/// <summary>A bracket expression of RE2's, for .NET.</summary>
internal static class Re2Class
{
    /// <summary>Translates from behind the <c>[</c>; <paramref name="next"/> ends up behind the <c>]</c>.</summary>
    public static string? Translate(string pattern, ref int next, out string? error)
    {
        bool negated = next < pattern.Length && pattern[next] == '^';
        next += negated ? 1 : 0;
        var members = new StringBuilder();
        var excluded = new StringBuilder();
        int first = next;
        error = null;
        while (error is null)
        {
            if (next == pattern.Length)
            {
                error = "missing closing ]";
            }
            else if (pattern[next] == ']' && next > first)
            {
                next++;
                return Combine(negated, members.ToString(), excluded.ToString(), out error);
            }
            else
            {
                error = TranslateMember(pattern, ref next, members, excluded);
            }
        }

        return null;
    }

    private static string? TranslateMember(string pattern, ref int next, StringBuilder members, StringBuilder excluded)
    {
        char c = pattern[next++];
        if (c == '[' && next < pattern.Length && pattern[next] == ':')
        {
            int end = pattern.IndexOf(":]", next, StringComparison.Ordinal);
            string? posix = end < 0 ? null : Re2Escapes.Posix(pattern[(next + 1)..end]);
            members.Append(posix);
            next = end + 2;
            return posix is null ? "unknown [:class:]" : null;
        }

        if (c == '\\')
        {
            return TranslateEscape(pattern, ref next, members, excluded);
        }

        if (char.IsSurrogate(c))
        {
            return "a character beyond 16 bits can't stand in a class";
        }

        // .NET subtracts classes with -[, which RE2 does not know.
        members.Append(c is '[' or ']' ? $@"\{c}" : c == '^' && members.Length == 0 ? @"\^" : c.ToString());
        return null;
    }

    private static string? TranslateEscape(string pattern, ref int next, StringBuilder members, StringBuilder excluded)
    {
        if (next == pattern.Length)
        {
            return "trailing backslash";
        }

        char c = pattern[next++];
        if (Re2Escapes.Members(c) is { } set)
        {
            (char.IsUpper(c) ? excluded : members).Append(char.IsUpper(c) && excluded.Length > 0 ? "|" : "").Append(set);
            return null;
        }

        if (Re2Escapes.Character(pattern, c, ref next, out string? error) is { } character)
        {
            members.Append(character);
        }

        return error;
    }

    /// <summary>What is beyond 16 bits belongs to a class that leaves something out, once.</summary>
    private static string? Combine(bool negated, string members, string excluded, out string? error)
    {
        error = null;
        if (excluded.Length == 0)
        {
            return negated ? Re2Syntax.OneOf($@"[^{members}\uD800-\uDFFF]") : $"[{members}]";
        }

        // Several capitals together hold everything, or need an intersection: nobody writes that.
        if (excluded.Contains('|', StringComparison.Ordinal) || negated)
        {
            error = @"\D, \W and \S can't be combined so in a class";
            return null;
        }

        string rest = $@"[^{excluded}\uD800-\uDFFF]";
        return Re2Syntax.OneOf(members.Length == 0 ? rest : $"[{members}]|{rest}");
    }
}
