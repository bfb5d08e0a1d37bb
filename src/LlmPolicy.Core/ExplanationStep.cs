namespace LlmPolicy;

/// <summary>One step of a decision's explanation, in the order of evaluation.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Text">The step in words, one line. Holds no secret and no token; a claim's value only if asked for.</param>
/// <param name="Position">The manifest's line that the step follows; null where no manifest asks for it.</param>
/// <param name="Depth">0 for a step of its own; one more than the step that it belongs to otherwise.</param>
public sealed record ExplanationStep(ExplanationSubject Subject, ExplanationResult Result, string Text, SourcePosition? Position, int Depth)
{
    /// <summary>The step in one line, indented by its depth.</summary>
    public override string ToString() => $"{new string(' ', 2 * Depth)}{Text}{(Position is null ? "" : $"  {Position}")}";
}
