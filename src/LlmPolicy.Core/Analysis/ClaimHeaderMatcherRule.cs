using LlmPolicy.Compilation;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A matcher on a header that is made of a claim, on a route that a request can take without a token: there the caller's own header decides.</summary>
internal sealed class ClaimHeaderMatcherRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var claims = context.Written.Providers.SelectMany(p => p.Provider.ClaimsToHeaders)
            .DistinctBy(c => c.Header.Value, StringComparer.OrdinalIgnoreCase).ToDictionary(c => c.Header.Value, StringComparer.OrdinalIgnoreCase);
        var open = context.Routes.Select(r => r.Route).Where(r => r.Policy is not null && !AlwaysMatchesAgain(r))
            .SelectMany(route => route.Source.Matchers.SelectMany(m => m.Headers).Select(header => (header.Name, route.Policy!.Info)))
            .Where(use => claims.ContainsKey(use.Name.Value)).GroupBy(use => use.Name, use => use.Info);
        foreach (var routes in open)
        {
            var claim = claims[routes.Key.Value];
            context.Warn(
                DiagnosticCodes.ClaimHeaderMatcher, routes.Key.Position,
                $"'{routes.Key}' is made of the claim '{claim.Claim}' at {claim.Header.Position}, but {Named.Routes([.. routes])} takes requests without a token: there the caller's own '{routes.Key}' decides.",
                "Ask for a token of a provider that makes headers of claims, or for the claim itself in the route's rbac.");
        }
    }

    /// <summary>Whether no request passes the route without a token whose claims choose its route anew.</summary>
    private static bool AlwaysMatchesAgain(CompiledRoute route) => route.Guards.Stages.Any(stage =>
        stage.ValidationPolicy == ValidationPolicy.RequireValid && stage.Providers.All(p => p.Provider.ClaimsToHeaders.Count > 0));
}
