namespace LlmPolicy.Analysis;

/// <summary>A <c>clusterHeader</c>: whoever passes the route's guards reaches any Upstream that the manifests have.</summary>
internal sealed class CallerNamesUpstreamRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var header in context.Written.Routes.Select(r => r.RouteAction?.ClusterHeader).OfType<Manifests.Text>())
        {
            context.Warn(
                DiagnosticCodes.CallerNamesUpstream, header.Position, $"The caller chooses the Upstream, among all of them, by the header {header}.",
                "Name the Upstream by single, or match the header in a route for each.");
        }
    }
}
