using LlmPolicy.Compilation;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>Tokens that may be missing on a route whose claims nobody asks for.</summary>
internal sealed class TokenOptionalRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var open = context.Routes.Select(r => r.Route).Where(IsOpen)
            .SelectMany(route => route.Guards.Stages.Select(stage => (Stage: stage, Info: route.Policy!.Info)))
            .GroupBy(r => r.Stage.ValidationPolicyPosition, r => r.Info);
        foreach (var routes in open)
        {
            context.Warn(
                DiagnosticCodes.TokenOptional, routes.Key, $"Anyone passes without a token, since no rbac asks for claims: {Named.Routes([.. routes])}.",
                "Add rbac, or ask for a token: validationPolicy: REQUIRE_VALID.");
        }
    }

    private static bool IsOpen(CompiledRoute route) =>
        route.Policy is { Action.Forwards: true, Rbac: null, Steps.IsGuardedByExtAuth: false }
        && route.Guards.Stages.Any()
        && route.Guards.Stages.All(s => s.ValidationPolicy != ValidationPolicy.RequireValid);
}
