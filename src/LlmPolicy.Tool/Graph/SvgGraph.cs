using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace LlmPolicy.Tool.Graph;

/// <summary>A policy as a picture: a row a route, in columns from host to key, in the colours that the viewer prefers.</summary>
internal sealed class SvgGraph
{
    private const int LineHeight = 18;
    private const int Padding = 10;
    private const int Gap = 24;
    private const int Top = 40;

    /// <summary>Wide enough for any letter of the monospaced font of 12 pixels.</summary>
    private const double LetterWidth = 7.5;

    private const string Style =
        """
        svg { color-scheme: light dark; }
        text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1f2328; }
        .head { font-weight: bold; }
        .paper { fill: #ffffff; }
        .box { fill: #f6f8fa; stroke: #59636e; }
        .arrow { stroke: #59636e; }
        @media (prefers-color-scheme: dark) {
          text { fill: #f0f6fc; }
          .paper { fill: #0d1117; }
          .box { fill: #212830; stroke: #9198a1; }
          .arrow { stroke: #9198a1; }
        }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly SvgColumn[] Columns = SvgColumn.InARow(Gap, ("Host", 190), ("Route", 270), ("Who may", 300), ("Upstream", 300), ("Key", 190));

    private readonly List<XElement> _elements = [];
    private int _bottom = Top;

    public static string Of(PolicyGraph graph)
    {
        SvgGraph svg = new();
        foreach (SvgColumn column in Columns)
        {
            svg._elements.Add(Text(column.Left, Top - LineHeight, column.Title, "head"));
        }

        foreach (GraphHost host in graph.Hosts)
        {
            svg.Add(host);
        }

        return svg.Document().ToString();
    }

    private void Add(GraphHost host)
    {
        int top = _bottom;
        List<int> middles = [];
        foreach (GraphRoute route in host.Routes)
        {
            middles.Add(Add(route));
        }

        IReadOnlyList<string> lines = Columns[0].Wrap([host.Name, .. host.Domains]);
        int height = Math.Max(_bottom - Gap - top, Height(lines));
        Box(Columns[0], top, height, lines);
        foreach (int middle in middles)
        {
            Arrow(Columns[0], Columns[1], middle);
        }

        _bottom = top + height + Gap;
    }

    /// <returns>The height of its arrows.</returns>
    private int Add(GraphRoute route)
    {
        IReadOnlyList<string>[] cells =
        [
            Columns[1].Wrap([route.Name, .. route.Matchers]),
            Columns[2].Wrap([route.Access]),
            Columns[3].Wrap([.. route.Targets.SelectMany(t => t.Addresses.Prepend(t.Name))]),
            Columns[4].Wrap(route.Keys),
        ];
        int height = cells.Max(Height);
        int middle = _bottom + (height / 2);
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].Count > 0)
            {
                Box(Columns[i + 1], _bottom, height, cells[i]);
                if (i > 0)
                {
                    Arrow(Columns[i], Columns[i + 1], middle);
                }
            }
        }

        _bottom += height + Gap;
        return middle;
    }

    private static int Height(IReadOnlyList<string> lines) => (lines.Count * LineHeight) + (2 * Padding);

    private void Box(SvgColumn column, int top, int height, IReadOnlyList<string> lines)
    {
        _elements.Add(new XElement(
            Svg + "rect", new XAttribute("class", "box"), At("x", column.Left), At("y", top), At("width", column.Width), At("height", height), At("rx", 6)));
        int first = top + ((height - (lines.Count * LineHeight)) / 2) + LineHeight - 5;
        _elements.AddRange(lines.Select((line, i) => Text(column.Left + Padding, first + (i * LineHeight), line, "")));
    }

    private void Arrow(SvgColumn from, SvgColumn to, int y) => _elements.Add(new XElement(
        Svg + "line",
        new XAttribute("class", "arrow"), At("x1", from.Left + from.Width), At("y1", y), At("x2", to.Left), At("y2", y), new XAttribute("marker-end", "url(#head)")));

    private static XElement Text(int x, int y, string text, string style) => new(
        Svg + "text",
        At("x", x),
        At("y", y),
        style.Length == 0 ? null : new XAttribute("class", style),
        // What XML can't hold shows as a question mark.
        string.Concat(text.Select((c, i) => XmlConvert.IsXmlChar(c) || IsPair(text, i) ? c : '?')));

    private static bool IsPair(string text, int i) =>
        (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) || (char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]));

    private XElement Document()
    {
        int width = Columns[^1].Left + Columns[^1].Width + Gap;
        return new XElement(
            Svg + "svg",
            At("width", width),
            At("height", _bottom),
            new XAttribute("viewBox", $"0 0 {width} {_bottom}"),
            new XElement(Svg + "title", "The routes of a policy, from host to key"),
            new XElement(Svg + "style", Style),
            new XElement(
                Svg + "marker",
                new XAttribute("id", "head"), At("markerWidth", 8), At("markerHeight", 8), At("refX", 7), At("refY", 4), new XAttribute("orient", "auto"),
                new XElement(Svg + "path", new XAttribute("d", "M0,0 L8,4 L0,8"), new XAttribute("class", "arrow"), new XAttribute("fill", "none"))),
            new XElement(Svg + "rect", new XAttribute("class", "paper"), At("width", width), At("height", _bottom)),
            _elements);
    }

    private static XAttribute At(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A column's place, and how its text breaks.</summary>
    private sealed record SvgColumn(string Title, int Left, int Width)
    {
        public static SvgColumn[] InARow(int gap, params ReadOnlySpan<(string Title, int Width)> columns)
        {
            List<SvgColumn> row = [];
            int left = gap;
            foreach ((string title, int width) in columns)
            {
                row.Add(new SvgColumn(title, left, width));
                left += width + (2 * gap);
            }

            return [.. row];
        }

        public IReadOnlyList<string> Wrap(IReadOnlyList<string> texts) => [.. texts.SelectMany(Wrap)];

        private IEnumerable<string> Wrap(string text)
        {
            int length = (int)((Width - (2 * Padding)) / LetterWidth);
            while (text.Length > length)
            {
                int space = text.LastIndexOf(' ', length);
                int end = space > 0 ? space : length;
                yield return text[..end];
                text = text[end..].TrimStart(' ');
            }

            yield return text;
        }
    }
}
