using LlmPolicy.Explaining;

namespace LlmPolicy.Tool.Output;

/// <summary>Diagnostics as compilers print them, each with the line that it is about.</summary>
internal static class DiagnosticText
{
    public static void Write(TextWriter output, Style style, IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<ManifestFile> files)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            string remedy = diagnostic.Remedy is null ? "" : $" {diagnostic.Remedy}";
            string head = Printable.Of($"{diagnostic.Position}");
            string tail = Printable.Of($" {diagnostic.Code}: {diagnostic.Message}{remedy}");
            output.WriteLine($"{style.Bold(head)}: {Severity.Coloured(diagnostic.Severity, style)}{tail}");
            foreach (string line in SourceExcerpt.Of(diagnostic.Position, files))
            {
                output.WriteLine($"    {style.Dim(line)}");
            }
        }

        output.WriteLine(Summary(diagnostics, files));
    }

    private static string Summary(IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<ManifestFile> files)
    {
        int errors = diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
        int warnings = diagnostics.Count(d => d.Severity == DiagnosticSeverity.Warning);
        return $"{Count(errors, "error")}, {Count(warnings, "warning")} in {Count(files.Count, "file")}";
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
