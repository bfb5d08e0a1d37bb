namespace LlmPolicy.Routing;

/// <summary><c>regexRewrite</c>: every match in the path is replaced.</summary>
internal sealed class PatternRewrite(Re2 regex, Re2Substitution substitution) : IPathRewrite
{
    public string? Apply(RequestTarget target, IPathMatcher matcher) => regex.Replace(target.Path, substitution) is { } path ? path + target.Query : null;
}
