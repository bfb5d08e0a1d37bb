namespace LlmPolicy.Analysis;

/// <summary>A route with <c>cors</c> whose matchers take no <c>OPTIONS</c>: a preflight never reaches it.</summary>
internal sealed class CorsPreflightRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var route in context.Cors.Where(use => use.Policy is not null && use.Route.Source.Options.Cors is not null).Select(use => use.Route.Source))
        {
            if (route.Matchers.Count > 0 && route.Matchers.All(matcher => matcher.Methods.Count > 0 && matcher.Methods.All(method => method.Value != "OPTIONS")))
            {
                context.Warn(
                    DiagnosticCodes.CorsNoPreflight, route.Options.Cors!.Position, "A preflight is an OPTIONS request, and no matcher of the route takes one: another route has it, or nobody.",
                    "Add OPTIONS to methods; what cors does not answer goes on as any other request.");
            }
        }
    }
}
