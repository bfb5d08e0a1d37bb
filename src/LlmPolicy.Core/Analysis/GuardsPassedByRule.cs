using LlmPolicy.Compilation;
using LlmPolicy.Exchanges;
using LlmPolicy.Transformations;

namespace LlmPolicy.Analysis;

/// <summary>A route that asks who calls, and that a request comes to from another one, by a regular transformation: what is asked comes before that, and the other route's counted.</summary>
internal sealed class GuardsPassedByRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var host in context.Hosts)
        {
            foreach (var from in host.Routes)
            {
                foreach (var transformation in LeadingElsewhere(from))
                {
                    Check(transformation, from, host, context);
                }
            }
        }
    }

    private static void Check(RequestTransformation transformation, CompiledRoute from, CompiledHost host, AnalysisContext context)
    {
        var changed = transformation.Request!.Changed.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var to in host.Routes.Where(route => route != from && route.Policy is not null))
        {
            var guards = Unasked(from.Guards, to.Guards).ToList();
            if (guards.Count > 0 && to.Source.Matchers.SelectMany(matcher => matcher.Headers).FirstOrDefault(header => changed.Contains(header.Name.Value)) is { } header)
            {
                context.Warn(
                    DiagnosticCodes.GuardsPassedBy, header.Name.Position,
                    $"The transformation at {transformation.Position} may send a request of another route here, and it comes behind jwt, extauth and rbac: what {to.Policy!.Info} asks by {string.Join(" and ", guards)} is not asked of it.",
                    "Set the header in the early stage, which comes before them; or ask the same of both routes, on the host.");
            }
        }
    }

    private static IEnumerable<RequestTransformation> LeadingElsewhere(CompiledRoute route) =>
        (route.Policy?.Steps.Rules ?? []).Where(rule => rule.Phase == StepPhase.Transformation).Select(rule => rule.Step).OfType<TransformationStep>().SelectMany(step => step.Rerouting);

    /// <summary>What one route asks, and another not or otherwise.</summary>
    private static IEnumerable<string> Unasked(RouteGuards from, RouteGuards to)
    {
        if (to.Stages.Any() && to.Jwt != from.Jwt)
        {
            yield return "jwt";
        }

        if (to.ExtAuth is { Disable: false } && to.ExtAuth != from.ExtAuth)
        {
            yield return "extauth";
        }

        if (to.Rbac is { Disable: false } && to.Rbac != from.Rbac)
        {
            yield return "rbac";
        }
    }
}
