namespace LlmPolicy.Manifests;

/// <summary>Collects diagnostics, so that a reader sees all of them at once.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    public IReadOnlyList<Diagnostic> Items => _items;

    public bool HasErrors => _items.Exists(d => d.Severity == DiagnosticSeverity.Error);

    public void Add(Diagnostic diagnostic) => _items.Add(diagnostic);

    public void Error(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Error, message, position, remedy));

    public void Warning(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Warning, message, position, remedy));

    public void Note(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Note, message, position, remedy));
}
