namespace LlmPolicy.Analysis;

/// <summary>A route's <c>rbac</c> where its host has one.</summary>
internal sealed class RbacReplacedRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var (host, route) in context.Routes)
        {
            if (host.Source.Options.Rbac is { Disable: false, Policies.Count: > 0 } replaced && route.Source.Options.Rbac is { Disable: false } own)
            {
                context.Warn(
                    DiagnosticCodes.RbacReplaced, own.Position, $"The route's rbac replaces all of the host's: the policies at {replaced.Position} do not apply here.",
                    "Repeat what is to hold here too: of several claims in one principal all are asked for.");
            }
        }
    }
}
