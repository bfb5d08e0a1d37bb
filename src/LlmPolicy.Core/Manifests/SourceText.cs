namespace LlmPolicy.Manifests;

/// <summary>Finds in a manifest's text what the scanner can't point at.</summary>
internal static class SourceText
{
    public static SourcePosition? FindNul(ManifestFile file)
    {
        if (!file.Text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var (index, line) in file.Lines().Index())
        {
            if (line.IndexOf('\0', StringComparison.Ordinal) is var at and >= 0)
            {
                return new SourcePosition(file.Name, index + 1, at + 1);
            }
        }

        return null;
    }

    /// <summary>A line, counted from 1; behind the last one an empty one.</summary>
    public static string Line(ManifestFile file, int number) => file.Lines().ElementAtOrDefault(number - 1) ?? "";

    /// <summary>A position of the scanner, or the text's end: where that does not end its last line, the scanner stands on the next, which is none.</summary>
    public static SourcePosition Within(ManifestFile file, SourcePosition position)
    {
        var (last, line) = file.Lines().Index().Last();
        return position.Line > last + 1 ? position with { Line = last + 1, Column = line.Length + 1 } : position;
    }

    /// <summary>The first line from <paramref name="fromLine"/> on that is indented by a tab, which YAML does not allow.</summary>
    public static SourcePosition? FindTab(ManifestFile file, int fromLine)
    {
        foreach (var (index, line) in file.Lines().Index().Skip(fromLine - 1))
        {
            int indent = line.AsSpan().IndexOfAnyExcept(' ', '\t');
            if (indent > 0 && line.AsSpan(0, indent).IndexOf('\t') is var tab and >= 0)
            {
                return new SourcePosition(file.Name, index + 1, tab + 1);
            }
        }

        return null;
    }
}
