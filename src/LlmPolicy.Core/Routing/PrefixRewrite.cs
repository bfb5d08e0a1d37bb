using LlmPolicy.Http;

namespace LlmPolicy.Routing;

/// <summary><c>prefixRewrite</c>: replaces exactly what the matcher matched (all of the path for exact and regex).</summary>
internal sealed class PrefixRewrite(string replacement) : IPathRewrite
{
    public string? Apply(RequestTarget target, IPathMatcher matcher)
    {
        int matched = matcher.MatchedLength(target.Path) ?? 0;
        return matched == target.Path.Length && target.Query.Length == 0
            ? replacement
            : string.Concat(replacement, target.Path.AsSpan(matched), target.Query);
    }
}
