namespace LlmPolicy;

/// <summary>A decision and how it came about. Made by <see cref="CompiledPolicy.Explain"/>.</summary>
/// <param name="Decision">The decision: that of <see cref="CompiledPolicy.Evaluate"/>.</param>
/// <param name="Steps">The steps that led to it.</param>
public sealed record PolicyExplanation(PolicyDecision Decision, IReadOnlyList<ExplanationStep> Steps)
{
    /// <summary>The steps, one a line.</summary>
    public override string ToString() => string.Join('\n', Steps);
}
