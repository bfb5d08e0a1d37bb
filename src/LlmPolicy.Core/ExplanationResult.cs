namespace LlmPolicy;

/// <summary>What came of a step of an explanation.</summary>
public enum ExplanationResult
{
    /// <summary>It was done, or only noted.</summary>
    Noted,

    /// <summary>It fits: matched, verified, allowed.</summary>
    Fits,

    /// <summary>It does not fit: not matched, not verified, not allowed.</summary>
    DoesNotFit,
}
