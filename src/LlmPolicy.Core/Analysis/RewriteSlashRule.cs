using LlmPolicy.Compilation;

namespace LlmPolicy.Analysis;

/// <summary>A prefix and its <c>prefixRewrite</c> of which only one ends in a slash.</summary>
internal sealed class RewriteSlashRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var (_, route) in context.Routes)
        {
            Check(route, context);
        }
    }

    private static void Check(CompiledRoute route, AnalysisContext context)
    {
        if (route.Source is not { RouteAction: not null, Options.PrefixRewrite: { Value.Length: > 0 } rewrite } || rewrite.Value.AsSpan().ContainsAny("?#"))
        {
            return;
        }

        foreach (var matcher in route.Source.TriedMatchers)
        {
            if (matcher.Prefix is not { Value.Length: > 0 } prefix)
            {
                continue;
            }

            var (given, made) = (prefix.Value.EndsWith('/'), rewrite.Value.EndsWith('/'));
            if (given && !made)
            {
                context.Warn(
                    DiagnosticCodes.RewriteSlash, rewrite.Position, $"A slash is lost: {prefix}a becomes {rewrite}a.", $"Write prefixRewrite: {rewrite}/.");
            }
            else if (made && !given)
            {
                context.Warn(
                    DiagnosticCodes.RewriteSlash, rewrite.Position, $"A slash is doubled: {prefix}/a becomes {rewrite}/a.", $"Write prefix: {prefix}/ in a route of its own.");
            }
        }
    }
}
