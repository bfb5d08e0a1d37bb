using System.Text.RegularExpressions;

namespace LlmPolicy.Tool.Graph;

/// <summary>A text in lines that are no longer than they have to be: they break at spaces, then behind punctuation, and never inside a word.</summary>
internal static partial class Label
{
    public const int Width = 40;

    /// <summary>What is longer than any box should be is cut.</summary>
    private const int Longest = 64;

    public static IEnumerable<string> Lines(string text)
    {
        string line = "";
        foreach (string piece in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces))
        {
            // A piece that does not begin a word sticks to the one before.
            bool word = piece[0] == ' ';
            string joined = line.Length == 0 ? piece.TrimStart(' ') : line + piece;
            if (Cells(joined) <= Width || line.Length == 0)
            {
                line = joined;
                continue;
            }

            yield return line;
            line = word ? piece[1..] : piece;
        }

        yield return line;
    }

    /// <summary>How many letters of a monospaced font a text is wide; those of East Asia, and pictures, take two.</summary>
    public static int Cells(string text) => text.EnumerateRunes().Sum(rune => rune.Value >= 0x1100 ? 2 : 1);

    /// <summary>A word with a space before it; where it is longer than a line, its parts.</summary>
    private static IEnumerable<string> Pieces(string word) =>
        Cells(word) <= Width ? [" " + word]
        : Coarse().Split(word).SelectMany(part => Cells(part) <= Width ? [part] : Fine().Split(part)).Where(part => part.Length > 0).Select(Cut).Select((part, i) => i == 0 ? " " + part : part);

    private static string Cut(string part) => part.Length <= Longest ? part : $"{part[..(char.IsHighSurrogate(part[Longest - 2]) ? Longest - 2 : Longest - 1)]}…";

    /// <summary>Behind what stands between the parts of an address or a pattern.</summary>
    [GeneratedRegex("(?<=[|,;&=)\\]}]|(?<!/)/(?!/))", RegexOptions.CultureInvariant)]
    private static partial Regex Coarse();

    /// <summary>Between any two signs of which one is of no word.</summary>
    [GeneratedRegex("(?<=[^\\p{L}\\p{M}\\p{N}\\p{Cs}…])(?=.)", RegexOptions.CultureInvariant)]
    private static partial Regex Fine();
}
