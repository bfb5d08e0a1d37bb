namespace LlmPolicy.Tests;

/// <summary>What is legal and surprising in a manifest, and the one diagnostic that has to come of it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Marked">The manifest; <c>§</c> stands where the diagnostic has to point.</param>
/// <param name="Says">What the message has to name.</param>
internal sealed record Trap(string Code, string Marked, string Says)
{
    public DiagnosticSeverity Severity { get; init; } = DiagnosticSeverity.Warning;

    public PolicyCompilerOptions Options { get; init; } = new();
}
