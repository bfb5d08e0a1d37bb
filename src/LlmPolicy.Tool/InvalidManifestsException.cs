namespace LlmPolicy.Tool;

/// <summary>A command needs a policy, and the manifests have errors: they go to the error stream, and the exit code is 1.</summary>
internal sealed class InvalidManifestsException(IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<ManifestFile> files) : Exception("The manifests do not load.")
{
    public IReadOnlyList<Diagnostic> Errors { get; } = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];

    public IReadOnlyList<ManifestFile> Files { get; } = files;
}
