namespace LlmPolicy.Tests;

/// <summary>A fault in a manifest, and the one diagnostic that has to come of it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Marked">The manifest; <c>§</c> stands where the diagnostic has to point.</param>
/// <param name="Remedy">What the diagnostic advises; null where the message says it all.</param>
internal sealed record Fault(string Code, string Marked, string? Remedy = null)
{
    public DiagnosticSeverity Severity { get; init; } = DiagnosticSeverity.Error;

    /// <summary>A code whose diagnostics come beside it, and are not looked at; null for none.</summary>
    public string? Others { get; init; }

    public PolicyCompilerOptions Options { get; init; } = new();
}
