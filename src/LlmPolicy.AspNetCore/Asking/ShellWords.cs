using System.Text;

namespace LlmPolicy.Asking;

/// <summary>The words of a command as a POSIX shell takes them apart: quotes, backslashes, lines that go on. What a shell would put in their place (<c>$NAME</c>, <c>$(...)</c>) is not known.</summary>
internal static class ShellWords
{
    /// <summary>Takes a command apart.</summary>
    /// <param name="command">The command.</param>
    /// <param name="problem">Why it can't be, in words that hold nothing of it; empty where it is.</param>
    /// <returns>The words; null if a quote is not closed, or something stands for what only a shell knows.</returns>
    public static List<string>? Split(string command, out string problem)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool begun = false;
        int i = 0;
        problem = "";
        while (i < command.Length)
        {
            char c = command[i];
            switch (c)
            {
                case '\'':
                    begun = true;
                    if ((i = Single(command, i + 1, word)) < 0)
                    {
                        problem = "A quote is not closed.";
                        return null;
                    }

                    break;
                case '$' when Next(command, i) == '\'':
                    begun = true;
                    if ((i = AnsiC(command, i + 2, word)) < 0)
                    {
                        problem = "A quote is not closed.";
                        return null;
                    }

                    break;
                case '"':
                    begun = true;
                    if ((i = Double(command, i + 1, word, out problem)) < 0)
                    {
                        return null;
                    }

                    break;
                case '\\':
                    // A line that goes on, and Windows' line ends.
                    int skip = Next(command, i) == '\r' && i + 2 < command.Length && command[i + 2] == '\n' ? 3 : 2;
                    if (Next(command, i) is not ('\n' or '\r') and not '\0')
                    {
                        begun = true;
                        word.Append(command[i + 1]);
                    }

                    i += skip;
                    break;
                case '$' or '`' when Expands(command, i):
                    problem = Unknown;
                    return null;
                case ' ' or '\t' or '\n' or '\r':
                    if (begun)
                    {
                        words.Add(word.ToString());
                        word.Clear();
                        begun = false;
                    }

                    i++;
                    break;
                default:
                    begun = true;
                    word.Append(c);
                    i++;
                    break;
            }
        }

        if (begun)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private const string Unknown = "Something in it ($NAME, $(...)) stands for what only the shell knows: paste what it stands for, a token that is in force for instance.";

    private static char Next(string text, int i) => i + 1 < text.Length ? text[i + 1] : '\0';

    private static bool Expands(string text, int i) => text[i] == '`' || Next(text, i) is '{' or '(' or '_' || char.IsAsciiLetterOrDigit(Next(text, i));

    private static int Single(string text, int i, StringBuilder word)
    {
        int end = text.IndexOf('\'', i);
        word.Append(text, i, Math.Max(0, end - i));
        return end < 0 ? -1 : end + 1;
    }

    private static int Double(string text, int i, StringBuilder word, out string problem)
    {
        for (problem = ""; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    return i + 1;
                case '\\' when Next(text, i) is '"' or '\\' or '$' or '`':
                    word.Append(text[++i]);
                    break;
                case '\\' when Next(text, i) == '\n':
                    i++;
                    break;
                case '$' or '`' when Expands(text, i):
                    problem = Unknown;
                    return -1;
                default:
                    word.Append(text[i]);
                    break;
            }
        }

        problem = "A quote is not closed.";
        return -1;
    }

    /// <summary><c>$'...'</c>, as browsers copy a request that has quotes of its own.</summary>
    private static int AnsiC(string text, int i, StringBuilder word)
    {
        for (; i < text.Length; i++)
        {
            if (text[i] == '\'')
            {
                return i + 1;
            }

            if (text[i] != '\\')
            {
                word.Append(text[i]);
                continue;
            }

            char escape = Next(text, i++);
            int digits = escape switch { 'u' => 4, 'x' => 2, _ => 0 };
            if (digits > 0 && i + digits < text.Length && ushort.TryParse(text.AsSpan(i + 1, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out ushort code))
            {
                word.Append((char)code);
                i += digits;
            }
            else
            {
                word.Append(escape switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
            }
        }

        return -1;
    }
}
