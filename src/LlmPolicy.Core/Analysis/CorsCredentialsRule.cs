namespace LlmPolicy.Analysis;

/// <summary><c>allowCredentials</c> for any origin, which browsers refuse of a literal <c>*</c>, and Envoy answers with the caller's own; and credentials that a route can't take back.</summary>
internal sealed class CorsCredentialsRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var open = context.Cors.Where(use => use.Policy is { Credentials: true } policy && policy.Allows("https://any.example"));
        foreach (var use in open.DistinctBy(use => use.Source.Position))
        {
            context.Warn(
                DiagnosticCodes.CorsCredentials, use.Origins.First().Position,
                "Any site's page may read answers that the visitor's own cookies or client certificate got: the Origin is answered as it came, with allowCredentials.",
                "Name the sites, or remove allowCredentials: a token that a page sends itself needs none.");
        }

        foreach (var use in context.Cors.Where(Inherits).DistinctBy(use => use.Source.Position))
        {
            context.Warn(
                DiagnosticCodes.CorsCredentials, use.Source.Position, "allowCredentials is the host's: false on a route, or nothing, takes it from there.",
                "Set it on the routes that need it, and not on the host; or accept it here by allowCredentials: true.");
        }
    }

    private static bool Inherits(CorsUse use) =>
        use.Policy is { Credentials: true } policy && !policy.Allows("https://any.example") && !use.Source.AllowCredentials && use.Route.Source.Options.Cors is not null;
}
