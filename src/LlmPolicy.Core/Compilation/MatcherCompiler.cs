using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>matchers</c>, compiled.</summary>
internal sealed class MatcherCompiler(CompileContext context)
{
    public RouteMatcher[] Compile(Route route) => [.. route.TriedMatchers.Select(Compile).OfType<RouteMatcher>()];

    private RouteMatcher? Compile(Matcher source)
    {
        var path = CompilePath(source);
        return path is null
            ? null
            : new RouteMatcher(
                path,
                [.. source.Methods.Select(m => m.Value)],
                [.. source.Headers.Select(h => new HeaderCondition(h.Name.Value, CompileValue(h.Value, h.Regex), h.InvertMatch))],
                [.. source.QueryParameters.Select(q => new QueryCondition(q.Name.Value, CompileValue(q.Value, q.Regex)))],
                source.Position);
    }

    private IPathMatcher? CompilePath(Matcher source)
    {
        var comparison = source.CaseSensitive ?? true ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (source.Regex is { } regex)
        {
            return RegexCompiler.Compile(regex, context) is { } compiled ? new RegexMatcher(compiled) : null;
        }

        if (source.Exact is { } exact)
        {
            PathRules.Check(exact, context);
            return new ExactMatcher(exact.Value, comparison);
        }

        if (source.Prefix is { } prefix)
        {
            PathRules.Check(prefix, context);
            return new PrefixMatcher(prefix.Value, comparison);
        }

        // The reader has said that it can't be.
        if (source.Connect)
        {
            return null;
        }

        context.Error(DiagnosticCodes.Path, source.Position, "A matcher needs prefix, exact or regex.", "For every path: prefix: /");
        return null;
    }

    private IValueMatcher? CompileValue(Text? value, bool regex)
    {
        if (value is null || value.Value.Length == 0)
        {
            return null;
        }

        return !regex ? new ExactValue(Jwt.ClaimText.ToBytes(value.Value))
            : RegexCompiler.Compile(value, context) is { } compiled ? new RegexValue(compiled)
            : null;
    }
}
