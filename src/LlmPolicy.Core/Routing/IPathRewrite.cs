namespace LlmPolicy.Routing;

/// <summary>A rewrite of the path. The query, and what is not matched, keep their bytes.</summary>
internal interface IPathRewrite
{
    string Apply(RequestTarget target, IPathMatcher matcher);
}
