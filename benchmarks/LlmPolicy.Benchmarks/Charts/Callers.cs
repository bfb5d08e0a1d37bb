namespace LlmPolicy.Benchmarks.Charts;

/// <summary>The lab's decision, made by several threads at once, all of them with the same token.</summary>
internal static class Callers
{
    private const int Rounds = 5;

    private static readonly int[] Counts = [1, 2, 4, 8, 16];

    public static IReadOnlyList<Chart> Measure(Stopwatches stopwatches)
    {
        var measured = (
            from state in CacheState.All
            from callers in Counts
            select (Line: state.Name, Callers: callers, Decide: state.Checked(Lab.Policy, Lab.Request(Lab.Token)))).ToArray();

        // In turn, as the stopwatches do; the first round is to warm up.
        CallersRun[][] rounds = [.. Enumerable.Range(0, Rounds + 1).Select(_ => measured.Select(m => CallersRun.Of(m.Decide, m.Callers, stopwatches.Duration)).ToArray())];
        IReadOnlyList<Line> Lines(Func<CallersRun, double> value) =>
        [
            .. from m in measured.Index()
               group new Point(m.Item.Callers, Stopwatches.Median(rounds.Skip(1).Select(round => value(round[m.Index])))) by m.Item.Line into line
               select new Line(line.Key, [.. line]),
        ];
        string x = $"threads that decide at once, on {Environment.ProcessorCount} processors";
        return
        [
            new("callers", "Decisions a second, by parallel callers", x, "decisions a second, of all threads together", Lines(run => run.DecisionsPerSecond)),
            new("callers-cpu", "CPU time of a decision, by parallel callers", x, "µs of CPU a decision, garbage collection included", Lines(run => run.CpuPerDecision)),
        ];
    }
}
