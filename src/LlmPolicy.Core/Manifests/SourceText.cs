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
