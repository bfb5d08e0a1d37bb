namespace LlmPolicy;

/// <summary>As many diagnostics as are printed. Of too many, those of the highest severity come first.</summary>
internal sealed class DiagnosticExcerpt(IReadOnlyList<Diagnostic> diagnostics)
{
    private const int Most = 100;

    public IReadOnlyList<Diagnostic> Shown { get; } =
        diagnostics.Count <= Most ? diagnostics : [.. diagnostics.OrderByDescending(d => d.Severity).Take(Most)];

    /// <summary>How many are left out.</summary>
    public int More => diagnostics.Count - Shown.Count;
}
