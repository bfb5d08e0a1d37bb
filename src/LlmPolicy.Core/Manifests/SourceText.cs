namespace LlmPolicy.Manifests;

/// <summary>Finds in a manifest's text what the scanner can't point at.</summary>
internal static class SourceText
{
    public static SourcePosition? FindNul(ManifestFile file)
    {
        int at = file.Text.IndexOf('\0', StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var before = file.Text.AsSpan(0, at);
        return new SourcePosition(file.Name, before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }

    /// <summary>A line, counted from 1; behind the last one an empty one.</summary>
    public static string Line(ManifestFile file, int number)
    {
        foreach (var line in file.Text.AsSpan().EnumerateLines())
        {
            if (--number == 0)
            {
                return line.ToString();
            }
        }

        return "";
    }

    /// <summary>A position of the scanner, or the text's end: where that does not end its last line, the scanner stands on the next, which is none.</summary>
    public static SourcePosition Within(ManifestFile file, SourcePosition position)
    {
        int lines = 0;
        int length = 0;
        foreach (var line in file.Text.AsSpan().EnumerateLines())
        {
            lines++;
            length = line.Length;
        }

        return position.Line > lines ? position with { Line = lines, Column = length + 1 } : position;
    }

    /// <summary>The first line from <paramref name="fromLine"/> on that is indented by a tab, which YAML does not allow.</summary>
    public static SourcePosition? FindTab(ManifestFile file, int fromLine)
    {
        int number = 0;
        foreach (var line in file.Text.AsSpan().EnumerateLines())
        {
            number++;
            int indent = line.IndexOfAnyExcept(' ', '\t');
            if (number >= fromLine && indent > 0 && line[..indent].IndexOf('\t') is var tab and >= 0)
            {
                return new SourcePosition(file.Name, number, tab + 1);
            }
        }

        return null;
    }
}
