using System.Globalization;
using System.Xml.Linq;

namespace LlmPolicy.Benchmarks.Charts;

/// <summary>A chart as SVG: on white, so that it can be read on any page; each point's numbers are shown when it is pointed at.</summary>
internal static class LineChart
{
    private const double Width = 640;
    private const double Height = 320;
    private const double Left = 68;
    private const double Top = 72;
    private const double Bottom = 266;
    private const double Inset = 14;
    private const double LabelHeight = 16;
    private const double LetterWidth = 7;
    private const string Ink = "#24292f";
    private const string Muted = "#57606a";
    private const string Grid = "#e3e6ea";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Told apart by those who see no red or no green, too.</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#8e4585"];

    public static XElement Draw(Chart chart)
    {
        Point[] points = [.. chart.Lines.SelectMany(line => line.Points)];
        Axis x = Axis.At([.. points.Select(p => p.X)]);
        Axis y = Axis.Around([.. points.Select(p => p.Y)]);
        double right = Width - 24 - (LetterWidth * chart.Lines.Max(line => line.Name.Length));
        double At(double value) => Left + Inset + (x.Fraction(value) * (right - Left - (2 * Inset)));
        double Up(double value) => Bottom - (y.Fraction(value) * (Bottom - Top));
        double[] labels = Spread([.. chart.Lines.Select(line => Up(line.Points[^1].Y))]);

        return new XElement(
            Svg + "svg",
            new XAttribute("viewBox", Invariant($"0 0 {Width} {Height}")), new XAttribute("width", Width), new XAttribute("height", Height),
            new XAttribute("role", "img"), new XAttribute("font-family", "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"), new XAttribute("font-size", 12),
            new XElement(Svg + "title", chart.Title),
            new XElement(Svg + "rect", new XAttribute("width", Width), new XAttribute("height", Height), new XAttribute("rx", 8), new XAttribute("fill", "#ffffff")),
            Text(20, 28, "start", Ink, chart.Title, new XAttribute("font-size", 15), new XAttribute("font-weight", 600)),
            Text(20, 50, "start", Muted, chart.Y + y.Note),
            y.Ticks.Select(tick => new[] { Rule(Left, Up(tick), right, Up(tick), Grid), Text(Left - 8, Up(tick) + 4, "end", Muted, Point.Text(tick)) }),
            x.Ticks.Select(tick => new[] { Rule(At(tick), Bottom, At(tick), Bottom + 5, Muted), Text(At(tick), Bottom + 19, "middle", Muted, Point.Text(tick)) }),
            Rule(Left, Bottom, right, Bottom, Muted),
            Text((Left + right) / 2, Bottom + 40, "middle", Muted, chart.X + x.Note),
            chart.Lines.Select((line, i) => new XElement(
                Svg + "g",
                new XAttribute("fill", Colours[i % Colours.Length]),
                new XElement(
                    Svg + "polyline",
                    new XAttribute("points", string.Join(' ', line.Points.Select(p => Invariant($"{At(p.X):0.#},{Up(p.Y):0.#}")))),
                    new XAttribute("fill", "none"), new XAttribute("stroke", Colours[i % Colours.Length]), new XAttribute("stroke-width", 2), new XAttribute("stroke-linejoin", "round")),
                line.Points.Select(p => new XElement(
                    Svg + "circle",
                    new XAttribute("cx", Number(At(p.X))), new XAttribute("cy", Number(Up(p.Y))), new XAttribute("r", "3.5"),
                    new XElement(Svg + "title", $"{line.Name}, {p.XText}: {p.YText} {chart.Y}"))),
                Text(right + 2, labels[i] + 4, "start", Colours[i % Colours.Length], line.Name, new XAttribute("font-weight", 600)))));
    }

    /// <summary>Moves names apart that would lie on each other, and keeps them above the axis.</summary>
    private static double[] Spread(double[] heights)
    {
        double[] spread = [.. heights];
        int[] fromTheTop = [.. Enumerable.Range(0, heights.Length).OrderBy(i => heights[i])];
        foreach (var (above, below) in fromTheTop.Zip(fromTheTop.Skip(1)))
        {
            spread[below] = Math.Max(spread[below], spread[above] + LabelHeight);
        }

        double floor = Bottom;
        foreach (int i in fromTheTop.Reverse())
        {
            spread[i] = Math.Min(spread[i], floor);
            floor = spread[i] - LabelHeight;
        }

        return spread;
    }

    private static XElement Rule(double x1, double y1, double x2, double y2, string colour) => new(
        Svg + "line",
        new XAttribute("x1", Number(x1)), new XAttribute("y1", Number(y1)), new XAttribute("x2", Number(x2)), new XAttribute("y2", Number(y2)), new XAttribute("stroke", colour));

    private static XElement Text(double x, double y, string anchor, string colour, string text, params XAttribute[] more) => new(
        Svg + "text",
        new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), new XAttribute("fill", colour), more, text);

    private static string Number(double value) => Invariant($"{value:0.#}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
