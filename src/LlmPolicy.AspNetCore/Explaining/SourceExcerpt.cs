namespace LlmPolicy.Explaining;

/// <summary>The line of a manifest that a position points at, with a caret under the column.</summary>
internal static class SourceExcerpt
{
    private const int Width = 120;
    private const int Before = 60;

    /// <summary>Both lines; none where the position is in no file, or the line might hold a secret.</summary>
    public static IReadOnlyList<string> Of(SourcePosition position, IEnumerable<ManifestFile> files)
    {
        string[] lines = [.. files.FirstOrDefault(f => f.Name == position.File)?.Lines() ?? []];
        string line = lines.ElementAtOrDefault(position.Line - 1) ?? "";
        if (string.IsNullOrWhiteSpace(line) || SecretText.MayStandIn(lines, position.Line - 1))
        {
            return [];
        }

        // JSON in one line: the part around the column.
        int column = Math.Clamp(position.Column - 1, 0, line.Length);
        int start = line.Length > Width ? Math.Max(0, column - Before) : 0;
        string shown = Printable.Of(line.Substring(start, Math.Min(Width, line.Length - start))).TrimEnd();
        return [shown, new string(' ', column - start) + "^"];
    }
}
