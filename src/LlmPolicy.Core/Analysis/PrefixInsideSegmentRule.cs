using LlmPolicy.Compilation;

namespace LlmPolicy.Analysis;

/// <summary>A prefix without a slash at its end, and a <c>prefixRewrite</c>: what goes on behind the prefix goes on behind the rewrite.</summary>
internal sealed class PrefixInsideSegmentRule : IAnalysisRule
{
    /// <summary>What a longer name of the same kind may end in.</summary>
    private const string Suffix = "-xl";

    public void Check(AnalysisContext context)
    {
        foreach (var (_, route) in context.Routes)
        {
            Check(route, context);
        }
    }

    private static void Check(CompiledRoute route, AnalysisContext context)
    {
        if (route.Source is not { RouteAction: not null, Options.PrefixRewrite: { Value.Length: > 0 } rewrite })
        {
            return;
        }

        foreach (var matcher in route.Source.Matchers)
        {
            if (matcher.Prefix is { Value.Length: > 0 } prefix && !prefix.Value.EndsWith('/') && prefix.Value != rewrite.Value)
            {
                context.Warn(
                    DiagnosticCodes.PrefixInsideSegment, prefix.Position,
                    $"The prefix matches inside a segment: {prefix}{Suffix} reaches {rewrite}{Suffix}.",
                    $"Use exact: {prefix}; for what is below it, a route with prefix: {prefix}/ and a prefixRewrite that ends in a slash.");
            }
        }
    }
}
