namespace LlmPolicy;

/// <summary>One step of a decision's explanation, in the order of evaluation.</summary>
public sealed record ExplanationStep
{
    /// <summary>What was looked at.</summary>
    public required ExplanationSubject Subject { get; init; }

    /// <summary>What came of it.</summary>
    public required ExplanationResult Result { get; init; }

    /// <summary>The step in words, one line. Holds no secret and no token; a claim's value only if asked for.</summary>
    public required string Text { get; init; }

    /// <summary>The manifest's line that the step follows; null where no manifest asks for it.</summary>
    public SourcePosition? Position { get; init; }

    /// <summary>0 for a step of its own; one more than the step that it belongs to otherwise.</summary>
    public int Depth { get; init; }

    /// <summary>The step in one line, indented by its depth.</summary>
    public override string ToString() => $"{new string(' ', 2 * Depth)}{Text}{(Position is null ? "" : $"  {Position}")}";
}
