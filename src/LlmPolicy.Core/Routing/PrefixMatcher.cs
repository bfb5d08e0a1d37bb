namespace LlmPolicy.Routing;

/// <summary><c>prefix</c>: plain text at the beginning, without regard to segments.</summary>
internal sealed class PrefixMatcher(string prefix, StringComparison comparison) : IPathMatcher
{
    public PathSummary Summary => new(PathMatchKind.Prefix, prefix);

    public string Start => prefix;

    public int? MatchedLength(string path) => path.StartsWith(prefix, comparison) ? prefix.Length : null;
}
