namespace LlmPolicy.Benchmarks.Charts;

/// <summary>How the cost of a decision grows: a table a chart to the output, and a drawing a chart to a folder.</summary>
internal static class ChartReport
{
    public static void Write(TextWriter output, string folder, Stopwatches stopwatches)
    {
        Directory.CreateDirectory(folder);
        foreach (Chart chart in Measure(stopwatches))
        {
            MarkdownTable.Print(chart, output);
            File.WriteAllText(Path.Combine(folder, $"{chart.Name}.svg"), $"{LineChart.Draw(chart)}\n".ReplaceLineEndings("\n"));
        }
    }

    private static IEnumerable<Chart> Measure(Stopwatches stopwatches)
    {
        foreach (Growth growth in Growths.All())
        {
            yield return growth.Measure(stopwatches);
        }

        foreach (Chart chart in Callers.Measure(stopwatches))
        {
            yield return chart;
        }
    }
}
