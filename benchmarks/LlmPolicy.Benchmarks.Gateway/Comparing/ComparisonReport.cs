using System.Globalization;

namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>The comparison as Markdown.</summary>
internal static class ComparisonReport
{
    public static void Write(TextWriter output, string load, Stage stage, StageOptions options)
    {
        output.WriteLine($"{Machine.Description}. Load: {load}. CPU: user and system time of the gateway's process.");
        output.WriteLine();
        WritePairs(output, stage.Yarp.Runs, stage.Warm.Runs);
        output.WriteLine();
        output.WriteLine("| gateway | CPU µs/request, median | min – max | requests/s, median | requests | not 200 |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (Contender contender in stage.All)
        {
            WriteRow(output, contender);
        }

        output.WriteLine();
        output.WriteLine(options.Haproxy is null ? "HAProxy's rows are left out: it is not installed, or not asked for." : "HAProxy runs with nbthread 1.");
    }

    private static void WritePairs(TextWriter output, List<Run> yarp, List<Run> llmPolicy)
    {
        output.WriteLine("| pair | YARP alone, CPU µs/request | LlmPolicy, warm | ratio |");
        output.WriteLine("|---:|---:|---:|---:|");
        Spread ratios = new(yarp.Zip(llmPolicy, (a, b) => b.ProcessorMicroseconds / a.ProcessorMicroseconds));
        for (int i = 0; i < yarp.Count; i++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {i + 1} | {yarp[i].ProcessorMicroseconds:F1} | {llmPolicy[i].ProcessorMicroseconds:F1} | {llmPolicy[i].ProcessorMicroseconds / yarp[i].ProcessorMicroseconds:F2} |"));
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"LlmPolicy, warm, beside YARP alone: median {ratios.Median:F2}, min {ratios.Min:F2}, max {ratios.Max:F2}."));
    }

    private static void WriteRow(TextWriter output, Contender contender)
    {
        Spread processor = new(contender.Runs.Select(run => run.ProcessorMicroseconds));
        Spread rate = new(contender.Runs.Select(run => run.RequestsPerSecond));
        // A run with any other answer ends the comparison.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {contender.Name} | {processor.Median:F1} | {processor.Min:F1} – {processor.Max:F1} | {rate.Median:F0} | {contender.Runs.Sum(run => run.Requests)} | 0 |"));
    }
}
