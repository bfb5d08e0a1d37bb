namespace LlmPolicy.Benchmarks.Charts;

/// <summary>Where values lie between two ends: by their logarithm where they span a decade or more.</summary>
/// <param name="Note">Behind the axis' label, so that nobody takes a logarithmic scale for another.</param>
/// <param name="Scale">Value to distance.</param>
/// <param name="Low">The value at the start.</param>
/// <param name="High">The value at the end.</param>
/// <param name="Ticks">Values that are named.</param>
internal sealed record Axis(string Note, Func<double, double> Scale, double Low, double High, IReadOnlyList<double> Ticks)
{
    private const int MostTicks = 7;

    private static readonly double[] Round = [1, 2, 5];

    /// <summary>0 at the start, 1 at the end.</summary>
    public double Fraction(double value) => (Scale(value) - Scale(Low)) / (Scale(High) - Scale(Low));

    /// <summary>With a tick at each value.</summary>
    public static Axis At(IReadOnlyCollection<double> values) =>
        Over(values, [.. values.Distinct().Order()]);

    /// <summary>With ticks at round numbers, from one that is below all values to one that is above.</summary>
    public static Axis Around(IReadOnlyCollection<double> values) =>
        Over(values, SpansDecades(values) ? Logarithmic(values.Min(), values.Max()) : Linear(values.Max()));

    private static Axis Over(IReadOnlyCollection<double> values, double[] ticks) =>
        SpansDecades(values) ? new(" (log scale)", Math.Log10, ticks[0], ticks[^1], ticks) : new("", value => value, ticks[0], ticks[^1], ticks);

    private static bool SpansDecades(IReadOnlyCollection<double> values) => values.Min() > 0 && values.Max() >= 10 * values.Min();

    private static double[] Linear(double most)
    {
        double step = RoundNumbers(Decade(most) - 1, Decade(most)).First(step => step * (MostTicks - 1) >= most);
        return [.. Enumerable.Range(0, (int)Math.Ceiling(most / step) + 1).Select(i => i * step)];
    }

    private static double[] Logarithmic(double least, double most)
    {
        double[] around = [.. RoundNumbers(Decade(least), Decade(most) + 1)];
        double[] fine = around[Array.FindLastIndex(around, n => n <= least)..(Array.FindIndex(around, n => n >= most) + 1)];
        return fine.Length <= MostTicks ? fine : [.. Enumerable.Range(Decade(least), (int)Math.Ceiling(Math.Log10(most)) - Decade(least) + 1).Select(Power)];
    }

    private static IEnumerable<double> RoundNumbers(int firstDecade, int lastDecade) =>
        from decade in Enumerable.Range(firstDecade, lastDecade - firstDecade + 1)
        from n in Round
        select n * Power(decade);

    private static int Decade(double value) => (int)Math.Floor(Math.Log10(value));

    // Of an integer, as Math.Pow(10, -1) times 5 is no 0.5 on every machine.
    private static double Power(int decade) => decade < 0 ? 1 / Math.Pow(10, -decade) : Math.Pow(10, decade);
}
