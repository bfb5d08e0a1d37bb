using LlmPolicy.Compilation;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A principal whose provider, or whose issuer, is none of those of the routes at which it counts.</summary>
internal sealed class PrincipalProviderRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Rbac.Where(u => u.Rbac.Policies.Count > 0 && !u.Routes.Any(r => context.Rerouting.Contains(r.Host))))
        {
            foreach (var route in use.Routes.Select(r => r.Route).Where(r => !r.Guards.Stages.Any()))
            {
                CheckDisabled(route, context);
            }

            foreach (var principal in use.Rbac.Policies.SelectMany(p => p.Policy.Principals).Select(p => p.JwtPrincipal).OfType<JwtPrincipal>())
            {
                CheckProvider(principal, use, context);
                CheckIssuer(principal, use, context);
            }
        }
    }

    private static void CheckDisabled(CompiledRoute route, AnalysisContext context)
    {
        var stages = route.Source.Options.Jwt?.Stages;
        if (new[] { stages?.AfterExtAuth, stages?.BeforeExtAuth }.FirstOrDefault(s => s is { Disable: true }) is { } off)
        {
            context.Warn(
                DiagnosticCodes.NeverAllows, off.Position, "jwt is off, and rbac asks for claims: nobody passes this route.", "Switch rbac off too, or leave jwt on.");
        }
    }

    private static void CheckProvider(JwtPrincipal principal, RbacUse use, AnalysisContext context)
    {
        // One that neither host nor route has is the compiler's to report.
        if (principal.Provider is { Value.Length: > 0 } provider
            && use.Providers.Count > 0
            && !use.Providers.Any(p => p.Name == provider.Value)
            && use.Routes.All(r => Has(r.Host.Source.Options.Jwt, provider.Value)))
        {
            context.Warn(
                DiagnosticCodes.NeverAllows, provider.Position, $"The principal never matches: the route's own providers replace the host's '{provider}'.",
                "Name one of the route's providers.");
        }
    }

    private static bool Has(StagedJwt<JwtExtension>? jwt, string provider) =>
        new[] { jwt?.BeforeExtAuth, jwt?.AfterExtAuth }.OfType<JwtExtension>().Any(stage => stage.Providers.Any(p => p.Name.Value == provider));

    private static void CheckIssuer(JwtPrincipal principal, RbacUse use, AnalysisContext context)
    {
        var issuer = principal.Claims.FirstOrDefault(c => c.Name.Value == "iss").Value;
        var asked = use.Providers.Where(p => principal.Provider is not { Value.Length: > 0 } name || name.Value == p.Name).Select(p => p.Provider.Issuer?.Value).ToList();
        if (issuer is not null && principal.Matcher == ClaimMatcherKind.ExactString && asked.Count > 0 && asked.TrueForAll(i => i is { Length: > 0 } && i != issuer.Value))
        {
            context.Warn(
                DiagnosticCodes.NeverAllows, issuer.Position, $"The principal never matches: no provider takes tokens of the issuer '{issuer}'.",
                $"A provider asks for {string.Join(" or ", asked.Select(i => $"'{i}'").Distinct())}.");
        }
    }
}
