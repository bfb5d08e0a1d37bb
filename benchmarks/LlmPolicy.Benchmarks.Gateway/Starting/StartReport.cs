using System.Globalization;

namespace LlmPolicy.Benchmarks.Gateway.Starting;

/// <summary>Start times and memory as Markdown.</summary>
internal static class StartReport
{
    public static void WriteHead(TextWriter output, int starts)
    {
        output.WriteLine(
            $"{Machine.Description}. {starts} starts each, in turn; from the process's start to the provider's first answer; VmRSS after 100 requests.");
        output.WriteLine();
        output.WriteLine("| program | start, median ms | min – max | memory, median MiB | min – max |");
        output.WriteLine("|---|---:|---:|---:|---:|");
    }

    public static void WriteRow(TextWriter output, string program, IReadOnlyList<StartRun> runs)
    {
        Spread time = new(runs.Select(run => run.Milliseconds));
        Spread memory = new(runs.Select(run => run.Mebibytes));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {program} | {time.Median:F0} | {time.Min:F0} – {time.Max:F0} | {memory.Median:F1} | {memory.Min:F1} – {memory.Max:F1} |"));
    }
}
