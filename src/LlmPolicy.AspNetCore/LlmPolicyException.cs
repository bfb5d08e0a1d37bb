namespace LlmPolicy;

/// <summary>The policy can't be loaded. Its message holds the diagnostics, one a line: all, or of more than a hundred the first hundred, errors before others, and how many more there are.</summary>
public sealed class LlmPolicyException : Exception
{
    /// <summary>Says what stands against the policy as a whole.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public LlmPolicyException(string message) : base(message)
    {
    }

    /// <summary>Lists what was found in the manifests.</summary>
    /// <param name="diagnostics">What was found; errors among it.</param>
    public LlmPolicyException(IReadOnlyList<Diagnostic> diagnostics)
        : base(Print(diagnostics)) => Diagnostics = diagnostics;

    /// <summary>What was found in the manifests, in the order of files and lines; empty if they could not be read at all.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = [];

    private static string Print(IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        int errors = diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
        DiagnosticExcerpt excerpt = new(diagnostics);
        string more = excerpt.More > 0 ? $"{Environment.NewLine}... and {excerpt.More} more." : "";
        return $"The manifests do not load: {errors} error(s).{Environment.NewLine}{string.Join(Environment.NewLine, excerpt.Shown)}{more}";
    }
}
