namespace LlmPolicy.Analysis;

/// <summary>A budget in the shadow that is hard, too: it lowers no request's output.</summary>
internal sealed class ShadowHardRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Budgets.Where(use => use.Rule is { IsHard: true, IsShadow: true }))
        {
            context.Note(
                DiagnosticCodes.ShadowHard, use.Source.Position, $"The budget {use.Rule.Name} is hard, and in the shadow: it sets no limit in a request's body.",
                "Leave it so to see what it would count, or let it hold: mode: ENFORCE.");
        }
    }
}
