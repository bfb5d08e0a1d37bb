namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>The comparison as Markdown.</summary>
internal static class ComparisonReport
{
    public static void Write(TextWriter output, string load, Stage stage)
    {
        output.WriteLine($"{Machine.Description}. Load: {load}. CPU: user and system time of the gateway's process.");
        output.WriteLine();
        WritePairs(output, stage.Yarp.Runs, stage.Warm.Runs);
        output.WriteLine();
        WriteAll(output, stage.All);
        output.WriteLine();
        output.WriteLine(stage.HasHaproxy ? "HAProxy runs with nbthread 1." : "HAProxy's rows are left out: it is not installed, or not asked for.");
    }

    private static void WritePairs(TextWriter output, List<Run> yarp, List<Run> llmPolicy)
    {
        double[] ratios = [.. yarp.Zip(llmPolicy, (a, b) => b.ProcessorMicroseconds / a.ProcessorMicroseconds)];
        MarkdownTable table = new(output, "pair", "YARP alone, CPU µs/request", "LlmPolicy, warm", "ratio");
        for (int i = 0; i < ratios.Length; i++)
        {
            table.Row($"{i + 1}", $"{yarp[i].ProcessorMicroseconds:F1}", $"{llmPolicy[i].ProcessorMicroseconds:F1}", $"{ratios[i]:F2}");
        }

        Spread spread = new(ratios);
        output.WriteLine();
        output.WriteLine($"LlmPolicy, warm, beside YARP alone: median {spread.Median:F2}, min {spread.Min:F2}, max {spread.Max:F2}.");
    }

    private static void WriteAll(TextWriter output, IEnumerable<Contender> contenders)
    {
        MarkdownTable table = new(output, "gateway", "CPU µs/request, median", "min – max", "requests/s, median", "requests", "not 200");
        foreach (Contender contender in contenders)
        {
            Spread processor = new(contender.Runs.Select(run => run.ProcessorMicroseconds));
            Spread rate = new(contender.Runs.Select(run => run.RequestsPerSecond));
            table.Row(
                contender.Name, $"{processor.Median:F1}", $"{processor.Min:F1} – {processor.Max:F1}", $"{rate.Median:F0}",
                $"{contender.Runs.Sum(run => run.Requests)}", $"{contender.Runs.Sum(run => run.Errors)}");
        }
    }
}
