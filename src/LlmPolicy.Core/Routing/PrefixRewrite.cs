namespace LlmPolicy.Routing;

/// <summary><c>prefixRewrite</c>: replaces exactly what the matcher matched (all of the path for exact and regex).</summary>
internal sealed class PrefixRewrite(string replacement) : IPathRewrite
{
    public string Apply(RequestTarget target, IPathMatcher matcher) =>
        string.Concat(replacement, target.Path.AsSpan(matcher.MatchedLength(target.Path) ?? 0), target.Query);
}
