namespace LlmPolicy.Exchanges;

/// <summary>
/// What the steps of one decision found, as they find it. No query and no header's value is written: they may hold a token. Each room has its own words for
/// what it finds, in its file <c>…Findings.cs</c>.
/// </summary>
internal sealed class Findings(ClaimDetail detail)
{
    private readonly List<ExplanationStep> _steps = [];
    private readonly List<ClaimFinding> _claims = [];

    /// <summary>What may be shown of a caller's claims.</summary>
    public ClaimDetail Detail => detail;

    public IReadOnlyList<ExplanationStep> Steps => _steps;

    /// <summary>The claims that were looked at, in order.</summary>
    public IReadOnlyList<ClaimFinding> Claims => _claims;

    /// <summary>The place of the next step, for <see cref="Insert"/>.</summary>
    public int Mark => _steps.Count;

    public void Add(ExplanationSubject subject, ExplanationResult result, string text, SourcePosition? position = null, int depth = 0) =>
        _steps.Add(Step(subject, result, text, position, depth));

    /// <summary>Adds a verdict before the steps that led to it.</summary>
    public void Insert(int mark, ExplanationSubject subject, ExplanationResult result, string text, SourcePosition? position, int depth = 0) =>
        _steps.Insert(mark, Step(subject, result, text, position, depth));

    public void Add(ClaimFinding claim) => _claims.Add(claim);

    public static ExplanationResult Result(bool fits) => fits ? ExplanationResult.Fits : ExplanationResult.DoesNotFit;

    private static ExplanationStep Step(ExplanationSubject subject, ExplanationResult result, string text, SourcePosition? position, int depth) =>
        new() { Subject = subject, Result = result, Text = text, Position = position, Depth = depth };
}
