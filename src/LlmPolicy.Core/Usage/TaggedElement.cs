namespace LlmPolicy.Usage;

/// <summary>An element of a list whose tag, which may come last, says what its numbers are.</summary>
internal sealed class TaggedElement
{
    /// <summary>More than any element has: a bound of what is kept.</summary>
    private const int MostCounts = 16;

    private readonly List<(UsageCount Count, long Number)> _counts = [];
    private string? _tag;
    private (string Tag, string Model)? _model;

    public void Begin()
    {
        _counts.Clear();
        _tag = null;
        _model = null;
    }

    public void SetTag(string tag) => _tag = tag;

    public void SetModel(string tag, string model) => _model = (tag, model);

    public void Add(UsageCount count, long number)
    {
        if (_counts.Count < MostCounts)
        {
            _counts.Add((count, number));
        }
    }

    public void ReportTo(UsageReport report)
    {
        foreach (var (count, number) in _counts.Where(c => c.Count.Tag == _tag))
        {
            report.Count(count, number);
        }

        if (_model is var (tag, model) && tag == _tag)
        {
            report.Model = model;
        }
    }
}
