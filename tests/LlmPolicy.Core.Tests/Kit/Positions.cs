namespace LlmPolicy.Tests;

internal static class Positions
{
    private static readonly string[] Breaks = ["\r\n", "\n", "\r"];

    /// <summary>YAML 1.1 ends lines at three more characters, at which no editor does.</summary>
    private static readonly string[] YamlBreaks = [.. Breaks, "\u0085", "\u2028", "\u2029"];

    /// <summary>Whether a position is one of the text's, or just behind a line's or the text's end.</summary>
    public static bool IsInside(string text, SourcePosition position) => IsInside(text.Split(Breaks, StringSplitOptions.None), position)
        || IsInside(text.Split(YamlBreaks, StringSplitOptions.None), position);

    private static bool IsInside(string[] lines, SourcePosition position) =>
        position is { Line: >= 1, Column: >= 1 }
        && (position.Line <= lines.Length ? position.Column <= lines[position.Line - 1].Length + 1 : position.Line == lines.Length + 1 && position.Column == 1);
}
