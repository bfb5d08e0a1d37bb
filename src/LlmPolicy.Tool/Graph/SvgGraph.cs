using System.Xml.Linq;

namespace LlmPolicy.Tool.Graph;

/// <summary>
/// A policy as a picture, in the colours that the viewer prefers: a lane a host, in it a row a route with who may pass, and to the right a box
/// an Upstream, however many ways lead there.
/// </summary>
internal sealed class SvgGraph
{
    private const int Gap = 14;
    private const int LegendHeight = 54;

    private readonly List<XElement> _lanes = [];
    private readonly List<XElement> _ways = [];
    private readonly Dictionary<string, List<(int Height, AccessLevel Level)>> _ends = [];
    private int _bottom = LegendHeight;

    public static string Of(PolicyGraph graph)
    {
        var hosts = graph.Hosts.Select(host => (Host: host, Title: Title(host), Rows: host.Routes.Select((route, i) => new SvgRow(route, i + 1)).ToList())).ToList();
        var targets = graph.Targets.Select(target => (target.Name, Lines: Lines(target))).ToList();
        SvgColumns columns = new(
            [.. hosts.SelectMany(h => h.Rows)],
            hosts.Select(h => SvgShapes.WidthOf(h.Title)).DefaultIfEmpty().Max() + SvgColumns.LanePadding,
            targets.Select(t => SvgShapes.WidthOf(t.Lines)).DefaultIfEmpty().Max());
        SvgGraph svg = new();
        foreach (var (host, title, rows) in hosts)
        {
            svg.AddLane(columns, host.Name, title, rows);
        }

        List<XElement> boxes = [.. svg.AddTargets(columns, targets)];
        return svg.Document(graph, columns, boxes).ToString();
    }

    private static IReadOnlyList<string> Title(GraphHost host) => [.. Label.Lines(host.Name), .. Label.Lines(string.Join(", ", host.Domains))];

    private static IReadOnlyList<string> Lines(GraphTarget target) =>
        [.. Label.Lines(target.Name), .. target.Addresses.Count == 0 ? ["no address in these files"] : target.Addresses.SelectMany(Label.Lines)];

    private void AddLane(SvgColumns columns, string name, IReadOnlyList<string> title, IReadOnlyList<SvgRow> rows)
    {
        int top = _bottom;
        int y = top + (title.Count * SvgShapes.LineHeight) + Gap + 6;
        List<object> drawn = [];
        foreach (SvgRow row in rows)
        {
            drawn.Add(row.Draw(columns, y, out IReadOnlyList<int> heights));
            foreach (var (way, height) in row.Route.Ways.Zip(heights))
            {
                if (!_ends.TryGetValue(way.Target.Name, out var ends))
                {
                    _ends.Add(way.Target.Name, ends = []);
                }

                ends.Add((height, row.Route.Access.Level));
            }

            y += row.Height + Gap;
        }

        _lanes.Add(SvgShapes.Group(
            "host", name,
            SvgShapes.Rectangle("lane", SvgColumns.Margin, top, columns.LaneEnd - SvgColumns.Margin, y - top, 10),
            title.Select((line, i) => SvgShapes.Text(line, i == 0 ? "head" : "dim", columns.Where, top + 22 + (i * SvgShapes.LineHeight))),
            drawn));
        _bottom = y + Gap;
    }

    /// <summary>Each Upstream stands as near to the middle of its ways as those above let it.</summary>
    private IEnumerable<XElement> AddTargets(SvgColumns columns, IEnumerable<(string Name, IReadOnlyList<string> Lines)> targets)
    {
        int free = LegendHeight;
        foreach (var (name, lines) in targets.OrderBy(t => _ends[t.Name].Average(e => e.Height)))
        {
            var ends = _ends[name];
            int height = Math.Max(SvgShapes.HeightOf(lines.Count), (ends.Count + 1) * 10);
            int top = Math.Max(free, (int)ends.Average(e => e.Height) - (height / 2));
            foreach (var (i, end) in ends.Index())
            {
                int y = top + (height * (i + 1) / (ends.Count + 1));
                _ways.Add(SvgShapes.Group(GraphAccess.Legend.First(l => l.Level == end.Level).Title, name, SvgShapes.Way(columns.LaneEnd, end.Height, columns.Targets, y, ends: true)));
            }

            yield return SvgShapes.Group(
                "upstream", name,
                SvgShapes.Rectangle("box", columns.Targets, top, columns.TargetsWidth, height, 6),
                SvgShapes.Lines(lines, "head", columns.Targets, top, height));
            free = top + height + Gap;
            _bottom = Math.Max(_bottom, free);
        }
    }

    private XElement Document(PolicyGraph graph, SvgColumns columns, IReadOnlyList<XElement> boxes)
    {
        SvgLegend legend = new(graph.Hosts.SelectMany(h => h.Routes).Any(r => r.Ways.Any(w => w.Keys.Count > 0)));
        int width = Math.Max(columns.End, legend.Width);
        int height = _bottom + 6;
        return new XElement(
            SvgShapes.Svg + "svg",
            SvgShapes.At("width", width),
            SvgShapes.At("height", height),
            new XAttribute("viewBox", $"0 0 {width} {height}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "llmpolicy-title llmpolicy-summary"),
            new XElement(SvgShapes.Svg + "title", new XAttribute("id", "llmpolicy-title"), "Who may pass which route of the policy, and where it leads"),
            new XElement(SvgShapes.Svg + "desc", new XAttribute("id", "llmpolicy-summary"), Summary(graph)),
            new XElement(SvgShapes.Svg + "style", SvgStyle.Css),
            SvgShapes.Rectangle("paper", 0, 0, width, height, 0),
            legend.Draw(),
            _lanes,
            _ways,
            boxes);
    }

    private static string Summary(PolicyGraph graph)
    {
        List<GraphRoute> routes = [.. graph.Hosts.SelectMany(h => h.Routes)];
        return $"Routes: {routes.Count}; of them, {string.Join(", ", GraphAccess.Legend.Select(l => $"{l.Meaning}: {routes.Count(r => r.Access.Level == l.Level)}"))}.";
    }
}
