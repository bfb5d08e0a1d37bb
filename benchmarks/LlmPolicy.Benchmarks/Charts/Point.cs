using System.Globalization;

namespace LlmPolicy.Benchmarks.Charts;

/// <summary>One measurement.</summary>
internal readonly record struct Point(double X, double Y)
{
    public string XText => Text(X);

    /// <summary>Three digits: no measurement is better than that.</summary>
    public string YText => Text(Y == 0 ? 0 : RoundTo(Y, Math.Pow(10, 2 - Math.Floor(Math.Log10(Math.Abs(Y))))));

    /// <summary>A number as tables and axes have it.</summary>
    public static string Text(double value) => value.ToString("#,0.#####", CultureInfo.InvariantCulture);

    private static double RoundTo(double value, double scale) => Math.Round(value * scale) / scale;
}
