using System.Xml.Linq;

namespace LlmPolicy.Tool.Graph;

/// <summary>What the colours and the key mean, in a line at the top.</summary>
internal sealed class SvgLegend
{
    private const int Top = 14;
    private const int Height = 24;
    private const int Gap = 22;

    private readonly List<XElement> _entries = [];

    public SvgLegend(bool hasKeys)
    {
        int x = SvgColumns.Margin;
        foreach (var (_, title, meaning) in GraphAccess.Legend)
        {
            int box = SvgShapes.WidthOf([title]);
            _entries.Add(SvgShapes.Group(
                title, meaning,
                SvgShapes.Rectangle("who", x, Top, box, Height, 6),
                SvgShapes.Text(title, "title", x + SvgShapes.Padding, Top + 16),
                SvgShapes.Text(meaning, "dim", x + box + 8, Top + 16)));
            x += box + SvgShapes.WidthOf([meaning]) + Gap - SvgShapes.Padding;
        }

        const string Key = "a provider's key is put on";
        if (hasKeys)
        {
            _entries.Add(SvgShapes.Group(
                "key-legend", Key,
                SvgShapes.Rectangle("key", x, Top, 40, Height, Height / 2),
                SvgShapes.Key(x + SvgShapes.Padding, Top + (Height / 2)),
                SvgShapes.Text(Key, "dim", x + 48, Top + 16)));
            x += 48 + SvgShapes.WidthOf([Key]);
        }

        Width = x + SvgColumns.Margin;
    }

    public int Width { get; }

    public XElement Draw() => SvgShapes.Group("legend", "What the colours mean", _entries);
}
