namespace LlmPolicy.Analysis;

/// <summary><c>faults.abort</c> of all requests, left over from a test.</summary>
internal sealed class AbortsAllRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var abort in context.Routes.Where(r => r.Route.Source.RouteAction is not null).Select(r => r.Route.Source.Options.Faults?.Abort).Where(abort => abort is { Percentage: >= 100 }).DistinctBy(abort => abort!.Position))
        {
            context.Warn(DiagnosticCodes.AbortsAll, abort!.Position, $"Every request is aborted with {abort.HttpStatus}: none reaches the upstream.", "Remove faults where the test is over.");
        }
    }
}
