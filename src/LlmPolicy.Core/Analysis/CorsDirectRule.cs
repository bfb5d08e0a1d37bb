namespace LlmPolicy.Analysis;

/// <summary>A route's <c>cors</c> on a direct response, of which Gloo makes fixed headers.</summary>
internal sealed class CorsDirectRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Cors.Where(use => use.Route.Source is { RouteAction: null, RedirectAction: null, DirectResponseAction: not null, Options.Cors: not null }))
        {
            string? problem = use.Route.Source.Options.HeaderManipulation is not null ? "is lost beside headerManipulation, be it inherited"
                : use.Origins.Count() > 1 || use.Source.AllowOriginRegex.Count > 0 ? "becomes one header with all origins in it, patterns as they stand, which no browser takes"
                : null;
            if (problem is not null)
            {
                context.Warn(
                    DiagnosticCodes.CorsDirect, use.Source.Position, $"cors on a direct response {problem}; a preflight is answered as any other request.",
                    "Add access-control-allow-origin by headerManipulation.responseHeadersToAdd.");
            }
        }
    }
}
