using System.Text;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>Texts for a line of a terminal.</summary>
internal static class OneLine
{
    private const int Longest = 100;

    public static string Quote(string text) => $"\"{Escape(text)}\"";

    public static string Escape(string text)
    {
        StringBuilder line = new();
        foreach (char c in text.Length > Longest ? text[..Longest] + "..." : text)
        {
            _ = char.IsControl(c) ? line.Append($"\\x{(int)c:x2}") : line.Append(c);
        }

        return line.ToString();
    }
}
