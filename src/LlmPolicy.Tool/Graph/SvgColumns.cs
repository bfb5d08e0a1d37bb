namespace LlmPolicy.Tool.Graph;

/// <summary>Where things stand in a picture from left to right; each column is as wide as its widest box.</summary>
internal sealed record SvgColumns
{
    public const int Margin = 20;
    public const int LanePadding = 16;

    private const int Between = 34;
    private const int Bends = 90;

    public SvgColumns(IReadOnlyCollection<SvgRow> rows, int lanesWidth, int targetsWidth)
    {
        WhereWidth = rows.Select(r => r.WhereWidth).DefaultIfEmpty().Max();
        WhoWidth = rows.Select(r => r.WhoWidth).DefaultIfEmpty().Max();
        Where = Margin + LanePadding;
        Who = Where + WhereWidth + Between;
        int keys = rows.Select(r => r.KeyWidth).DefaultIfEmpty().Max();
        Keys = Who + WhoWidth + Between;
        LaneEnd = Math.Max(keys == 0 ? Keys - Between : Keys + keys, Margin + lanesWidth - LanePadding) + LanePadding;
        Targets = LaneEnd + Bends;
        TargetsWidth = targetsWidth;
        End = (targetsWidth == 0 ? LaneEnd : Targets + targetsWidth) + Margin;
    }

    public int Where { get; }

    public int WhereWidth { get; }

    public int Who { get; }

    public int WhoWidth { get; }

    public int Keys { get; }

    public int LaneEnd { get; }

    public int Targets { get; }

    public int TargetsWidth { get; }

    public int End { get; }
}
