using System.Xml.Linq;

namespace LlmPolicy.Tool.Graph;

/// <summary>A route in a picture: a box for it, one for who may, and what is on the ways from there.</summary>
internal sealed class SvgRow
{
    private const int Least = 40;
    private const int KeySign = 24;
    private const int BetweenKeys = 10;

    private readonly GraphRoute _route;
    private readonly List<string> _where;
    private readonly List<string> _who;
    private readonly List<IReadOnlyList<string>> _onWays;

    public SvgRow(GraphRoute route, int number)
    {
        _route = route;
        _where = [.. Label.Lines($"{number}. {route.Name}"), .. route.Matchers.SelectMany((m, i) => Label.Lines(i == 0 ? m : $"or {m}"))];
        _who = [route.Access.Title, .. route.Access.Details.SelectMany(Label.Lines)];
        _onWays = route.Answer is { } answer ? [[.. Label.Lines(answer)]] : [.. route.Ways.Select(w => (IReadOnlyList<string>)[.. w.Keys.SelectMany(Label.Lines)])];
        Height = new[] { Least, SvgShapes.HeightOf(_where.Count), SvgShapes.HeightOf(_who.Count), _onWays.Sum(lines => BoxHeight(lines) + BetweenKeys) - BetweenKeys }.Max();
    }

    public int Height { get; }

    public int WhereWidth => SvgShapes.WidthOf(_where);

    public int WhoWidth => SvgShapes.WidthOf(_who);

    public int KeyWidth => _onWays.Select(lines => lines.Count == 0 ? 0 : SvgShapes.WidthOf(lines) + (IsAnswer ? 0 : KeySign)).DefaultIfEmpty().Max();

    public bool IsAnswer => _route.Answer is not null;

    public GraphRoute Route => _route;

    /// <summary>Draws it at this height.</summary>
    /// <param name="columns">Where things stand from left to right.</param>
    /// <param name="top">The row's upper edge.</param>
    /// <param name="ends">For each way, where it leaves the row: the way's height.</param>
    public XElement Draw(SvgColumns columns, int top, out IReadOnlyList<int> ends)
    {
        List<object> drawn =
        [
            SvgShapes.Rectangle("box", columns.Where, top, columns.WhereWidth, Height, 6),
            SvgShapes.Lines(_where, "head", columns.Where, top, Height),
            SvgShapes.Way(columns.Where + columns.WhereWidth, top + (Height / 2), columns.Who, top + (Height / 2), ends: true),
            SvgShapes.Rectangle("who", columns.Who, top, columns.WhoWidth, Height, 6),
            SvgShapes.Rectangle("stripe", columns.Who, top + 6, 5, Height - 12, 2),
            SvgShapes.Lines(_who, "title", columns.Who, top, Height),
        ];
        List<int> heights = [];
        int y = top + ((Height - (_onWays.Sum(lines => BoxHeight(lines) + BetweenKeys) - BetweenKeys)) / 2);
        foreach (IReadOnlyList<string> lines in _onWays)
        {
            int height = BoxHeight(lines);
            Draw(drawn, columns, lines, y, height);
            heights.Add(y + (height / 2));
            y += height + BetweenKeys;
        }

        ends = heights;
        return SvgShapes.Group($"route {_route.Access.Title}", $"{_route.Name}: {string.Join(" or ", _route.Matchers)}; {string.Join(", ", _route.Access.Details.Prepend(_route.Access.Title))}", [.. drawn]);
    }

    private static int BoxHeight(IReadOnlyList<string> lines) => lines.Count == 0 ? 20 : (lines.Count * SvgShapes.LineHeight) + 8;

    private void Draw(List<object> drawn, SvgColumns columns, IReadOnlyList<string> lines, int top, int height)
    {
        int middle = top + (height / 2);
        int from = columns.Who + columns.WhoWidth;
        if (lines.Count == 0)
        {
            drawn.Add(SvgShapes.Way(from, middle, columns.LaneEnd, middle, ends: false));
            return;
        }

        int sign = IsAnswer ? 0 : KeySign;
        int width = SvgShapes.WidthOf(lines) + sign;
        drawn.Add(SvgShapes.Way(from, middle, columns.Keys, middle, ends: IsAnswer));
        drawn.Add(SvgShapes.Rectangle(IsAnswer ? "box answer" : "key", columns.Keys, top, width, height, IsAnswer ? 6 : height / 2));
        drawn.Add(SvgShapes.Lines(lines, "", columns.Keys + sign, top, height));
        if (!IsAnswer)
        {
            drawn.Add(SvgShapes.Key(columns.Keys + SvgShapes.Padding, middle));
            drawn.Add(SvgShapes.Way(columns.Keys + width, middle, columns.LaneEnd, middle, ends: false));
        }
    }
}
