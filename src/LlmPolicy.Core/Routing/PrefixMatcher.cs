namespace LlmPolicy.Routing;

/// <summary><c>prefix</c>: plain text at the beginning, without regard to segments.</summary>
internal sealed class PrefixMatcher(string prefix, StringComparison comparison) : IPathMatcher
{
    public int? MatchedLength(string path) => path.StartsWith(prefix, comparison) ? prefix.Length : null;

    public override string ToString() => $"prefix {prefix}";
}
