namespace LlmPolicy.Analysis;

/// <summary>A TokenBudget on routes of which none sends a request on: it counts nothing.</summary>
internal sealed class UnusedBudgetRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Budgets.Where(use => use.Routes.Count == 0))
        {
            context.Warn(
                DiagnosticCodes.UnusedBudget, use.Source.Position, $"The budget {use.Rule.Name} counts nothing: its routes answer by themselves.",
                "Attach it to a VirtualService whose routes send requests on.");
        }
    }
}
