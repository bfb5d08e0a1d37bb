namespace LlmPolicy.Testing;

/// <summary>A file of cases that can't be run, or a case that failed.</summary>
public sealed class PolicyTestException : Exception
{
    internal PolicyTestException(string message) : base(message)
    {
    }

    internal PolicyTestException(string path, IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, [$"{path} can't be run.", .. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)])) => Diagnostics = diagnostics;

    /// <summary>What is wrong in the cases or their manifests; empty for a case that failed.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = [];
}
