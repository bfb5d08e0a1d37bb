namespace LlmPolicy.Benchmarks.Gateway;

/// <summary>Where measured values lie.</summary>
internal sealed class Spread(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Median => _sorted.Length % 2 == 1
        ? _sorted[_sorted.Length / 2]
        : (_sorted[(_sorted.Length / 2) - 1] + _sorted[_sorted.Length / 2]) / 2;

    public double P95 => _sorted[(int)Math.Ceiling(_sorted.Length * 0.95) - 1];

    public double P99 => _sorted[(int)Math.Ceiling(_sorted.Length * 0.99) - 1];

    public double Min => _sorted[0];

    public double Max => _sorted[^1];
}
