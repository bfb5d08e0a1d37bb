namespace LlmPolicy.Tool.Output;

/// <summary>Diagnostics for other programs: an array of objects (docs/tool.md).</summary>
internal static class DiagnosticJson
{
    public static string Of(IReadOnlyList<Diagnostic> diagnostics) => ToolJson.Of(diagnostics.Select(d => new
    {
        d.Code,
        Severity = Severity.Word(d.Severity),
        d.Message,
        d.Remedy,
        d.Position,
    }));
}
