namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>The streams' figures as Markdown.</summary>
internal static class StreamsReport
{
    private const string NoGateway = "–";

    public static void Write(TextWriter output, StreamsOptions options, IReadOnlyList<WayRuns> ways)
    {
        output.WriteLine(
            $"{Machine.Description}. {options.Rounds} rounds, all ways in turn. Memory: {options.Streams} open streams with a chunk every "
            + $"{options.Pause.TotalSeconds:0.##} s, behind a full collection. CPU and delay: {options.LoadStreams} streams with "
            + $"{options.Rate:0.##} chunks/s each, {options.Load.TotalSeconds:0.##} s.");
        output.WriteLine();
        WriteWays(output, ways);
        output.WriteLine();
        WriteRatios(output, ways);
    }

    private static void WriteWays(TextWriter output, IEnumerable<WayRuns> ways)
    {
        MarkdownTable table = new(
            output, "way", "memory, kB/stream, median", "min – max", "of it objects", "CPU ms/1,000 chunks, median", "min – max",
            "delay of a chunk, median ms", "p95", "chunks/s, median", "chunks");
        foreach (WayRuns way in ways)
        {
            string[] load =
            [
                $"{new Spread(way.Load.Select(run => run.DelayMedianMilliseconds)).Median:F3}",
                $"{new Spread(way.Load.Select(run => run.DelayP95Milliseconds)).Median:F3}",
                $"{new Spread(way.Load.Select(run => run.ChunksPerSecond)).Median:F0}", $"{way.Load.Sum(run => run.Chunks)}",
            ];
            table.Row([way.Name, .. Gateway(way), .. load]);
        }
    }

    private static string[] Gateway(WayRuns way)
    {
        if (way.Memory.Count == 0)
        {
            return [NoGateway, NoGateway, NoGateway, NoGateway, NoGateway];
        }

        Spread memory = new(way.Memory.Select(run => run.BytesPerStream / 1000));
        Spread objects = new(way.Memory.Select(run => run.ManagedBytesPerStream / 1000));
        Spread cpu = new(way.Load.Select(run => run.CpuMillisecondsPer1000Chunks!.Value));
        return
        [
            $"{memory.Median:F1}", $"{memory.Min:F1} – {memory.Max:F1}", $"{objects.Median:F1}", $"{cpu.Median:F1}", $"{cpu.Min:F1} – {cpu.Max:F1}",
        ];
    }

    /// <summary>Each gateway beside YARP alone, round by round.</summary>
    private static void WriteRatios(TextWriter output, IReadOnlyList<WayRuns> ways)
    {
        WayRuns yarp = ways.Single(way => way.Name == Way.Yarp.Name);
        MarkdownTable table = new(
            output, "beside YARP alone", "memory, median", "min – max", "CPU, median", "min – max", "delay added, median ms", "min – max");
        foreach (WayRuns way in ways.Where(way => way.Memory.Count > 0 && way != yarp))
        {
            Spread memory = new(yarp.Memory.Zip(way.Memory, (a, b) => b.BytesPerStream / a.BytesPerStream));
            Spread cpu = new(yarp.Load.Zip(way.Load, (a, b) => b.CpuMillisecondsPer1000Chunks!.Value / a.CpuMillisecondsPer1000Chunks!.Value));
            Spread delay = new(yarp.Load.Zip(way.Load, (a, b) => b.DelayMedianMilliseconds - a.DelayMedianMilliseconds));
            table.Row(
                way.Name, $"{memory.Median:F2}", $"{memory.Min:F2} – {memory.Max:F2}", $"{cpu.Median:F2}", $"{cpu.Min:F2} – {cpu.Max:F2}",
                $"{delay.Median:F3}", $"{delay.Min:F3} – {delay.Max:F3}");
        }
    }
}
