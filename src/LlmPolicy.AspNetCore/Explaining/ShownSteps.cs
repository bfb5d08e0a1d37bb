namespace LlmPolicy.Explaining;

/// <summary>An explanation as people are shown it: of many routes that do not fit, the last alone, and how many were before.</summary>
internal static class ShownSteps
{
    /// <summary>Of routes that do not fit, no more are shown one after the other.</summary>
    private const int MaxRoutes = 20;

    public static IEnumerable<ExplanationStep> Of(IReadOnlyList<ExplanationStep> steps)
    {
        int skipped = steps.Count(NoFit) - MaxRoutes;
        int left = skipped;
        foreach (var step in steps)
        {
            if (left <= 0 || !NoFit(step))
            {
                yield return step;
            }
            else if (left-- == skipped)
            {
                yield return new ExplanationStep
                {
                    Subject = ExplanationSubject.Route,
                    Result = ExplanationResult.Noted,
                    Text = $"... {skipped} routes before do not fit",
                };
            }
        }
    }

    private static bool NoFit(ExplanationStep step) => step is { Subject: ExplanationSubject.Route, Result: ExplanationResult.DoesNotFit };
}
