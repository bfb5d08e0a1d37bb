namespace LlmPolicy.Benchmarks.Charts;

/// <summary>What a decision's time is measured over.</summary>
/// <param name="Name">The file's, without its ending.</param>
/// <param name="Title">The chart's.</param>
/// <param name="X">What grows, and its unit.</param>
/// <param name="Cases">Line by line, each from the smallest to the largest.</param>
internal sealed record Growth(string Name, string Title, string X, IReadOnlyList<GrowthCase> Cases)
{
    public Chart Measure(Stopwatches stopwatches)
    {
        var measured = (
            from state in CacheState.All
            from c in Cases
            select (Line: $"{state.Name}{c.Suffix}", c.X, Decide: state.Checked(c.Policy, c.Request))).ToArray();
        double[][] times = stopwatches.Measure([.. measured.Select(m => m.Decide)]);
        var lines =
            from m in measured.Zip(times, (m, time) => (m.Line, Point: new Point(m.X, Stopwatches.Median(time))))
            group m.Point by m.Line into line
            select new Line(line.Key, [.. line]);
        return new Chart(Name, Title, X, "µs a decision", [.. lines]);
    }
}
