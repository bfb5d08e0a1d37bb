namespace LlmPolicy.Routing;

/// <summary><c>exact</c>: the whole path.</summary>
internal sealed class ExactMatcher(string exact, StringComparison comparison) : IPathMatcher
{
    public PathSummary Summary => new(PathMatchKind.Exact, exact);

    public string Start => exact;

    public int? MatchedLength(string path) => path.Equals(exact, comparison) ? path.Length : null;
}
