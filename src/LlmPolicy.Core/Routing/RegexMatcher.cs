using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary><c>regex</c>: the whole path matches; case always counts.</summary>
internal sealed class RegexMatcher(Re2 regex) : IPathMatcher
{
    public PathSummary Summary => new(PathMatchKind.Regex, regex.Pattern);

    public string Start => regex.Start;

    public int? MatchedLength(string path) => regex.IsMatch(path) ? path.Length : null;
}
