namespace LlmPolicy.Benchmarks.Gateway.Starting;

/// <summary>Start times and memory as Markdown.</summary>
internal sealed class StartReport
{
    private readonly MarkdownTable _table;

    public StartReport(TextWriter output, int starts)
    {
        output.WriteLine(
            $"{Machine.Description}. {starts} starts each, in turn. "
            + "Start: from the process's start to the provider's first answer. Memory: VmRSS after 100 requests.");
        output.WriteLine();
        _table = new MarkdownTable(output, "program", "start, median ms", "min – max", "CPU by then, median ms", "min – max", "memory, median MiB", "min – max");
    }

    public void Add(string program, IReadOnlyList<StartRun> runs)
    {
        Spread time = new(runs.Select(run => run.Milliseconds));
        Spread cpu = new(runs.Select(run => run.CpuMilliseconds));
        Spread memory = new(runs.Select(run => run.Mebibytes));
        _table.Row(
            program, $"{time.Median:F0}", $"{time.Min:F0} – {time.Max:F0}", $"{cpu.Median:F0}", $"{cpu.Min:F0} – {cpu.Max:F0}",
            $"{memory.Median:F1}", $"{memory.Min:F1} – {memory.Max:F1}");
    }
}
