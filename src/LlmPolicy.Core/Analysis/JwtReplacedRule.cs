using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A route's providers of a stage for which its host has some.</summary>
internal sealed class JwtReplacedRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var (host, route) in context.Routes)
        {
            var (own, hosts) = (route.Source.Options.Jwt?.Providers, host.Source.Options.Jwt);
            Check(own?.BeforeExtAuth, hosts?.BeforeExtAuth, context);
            Check(own?.AfterExtAuth, hosts?.AfterExtAuth, context);
        }
    }

    private static void Check(JwtExtension? own, JwtExtension? replaced, AnalysisContext context)
    {
        if (own is null || replaced is null)
        {
            return;
        }

        var gone = replaced.Providers.Select(p => p.Name.Value).Except(own.Providers.Select(p => p.Name.Value)).ToList();
        if (gone.Count > 0)
        {
            context.Warn(
                DiagnosticCodes.JwtReplaced, own.Position, $"The route's providers replace the host's: tokens of {string.Join(", ", gone)} are not taken here.",
                "Repeat the host's providers if theirs are to pass too.");
        }
    }
}
