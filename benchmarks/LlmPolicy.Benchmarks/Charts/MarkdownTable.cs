namespace LlmPolicy.Benchmarks.Charts;

/// <summary>A chart's numbers: a row an X, a column a line.</summary>
internal static class MarkdownTable
{
    public static void Print(Chart chart, TextWriter output)
    {
        output.WriteLine($"## {chart.Title}");
        output.WriteLine($"In {chart.Y}.");
        output.WriteLine();
        Row(output, chart.Lines.Select(line => line.Name).Prepend(chart.X));
        output.WriteLine($"|{string.Concat(Enumerable.Repeat("---:|", chart.Lines.Count + 1))}");
        foreach (var (i, first) in chart.Lines[0].Points.Index())
        {
            Row(output, chart.Lines.Select(line => line.Points[i].YText).Prepend(first.XText));
        }

        output.WriteLine();
    }

    private static void Row(TextWriter output, IEnumerable<string> cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
}
