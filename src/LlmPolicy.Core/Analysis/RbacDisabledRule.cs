namespace LlmPolicy.Analysis;

/// <summary><c>rbac.disable</c> on a route that puts on a Secret and asks for a token.</summary>
internal sealed class RbacDisabledRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Secrets.SelectMany(uses => uses))
        {
            if (use.Route.Source.Options.Rbac is { Disable: true } rbac && use.IsGuarded)
            {
                context.Warn(
                    DiagnosticCodes.RbacDisabled, rbac.DisablePosition, $"rbac is off, and the route puts on the Secret {use.Secret.Name}: any valid token is enough.",
                    "Remove disable, or name who may in the route's own rbac.");
            }
        }
    }
}
