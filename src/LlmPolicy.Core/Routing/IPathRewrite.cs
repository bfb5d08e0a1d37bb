using LlmPolicy.Http;

namespace LlmPolicy.Routing;

/// <summary>A rewrite of the path. The query, and what is not matched, keep their bytes.</summary>
internal interface IPathRewrite
{
    /// <summary>The target to send; null where to find it is more work than a request may make.</summary>
    string? Apply(RequestTarget target, IPathMatcher matcher);
}
