using LlmPolicy.Http;
using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary><c>regexRewrite</c>: every match in the path is replaced. Where nothing is left Envoy forwards the path as it was.</summary>
internal sealed class PatternRewrite(Re2 regex, Re2Substitution substitution) : IPathRewrite
{
    public string? Apply(RequestTarget target, IPathMatcher matcher) =>
        regex.Replace(target.Path, substitution) is not { } path ? null : path + target.Query is { Length: > 0 } rewritten ? rewritten : target.PathAndQuery;
}
