using System.Text.Json.Serialization;

namespace LlmPolicy.Tool.Output;

/// <summary>Diagnostics as SARIF 2.1.0 (OASIS), which code scanning services and editors read.</summary>
internal static class DiagnosticSarif
{
    public static string Of(IReadOnlyList<Diagnostic> diagnostics)
    {
        DiagnosticRule[] rules = [.. diagnostics.Select(d => d.Code).Distinct().Order(StringComparer.Ordinal).Select(DiagnosticRule.Of)];
        return ToolJson.Of(new Log("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json",
        [
            new
            {
                Tool = new { Driver = new { Name = "llmpolicy", Rules = rules.Select(Rule) } },
                ColumnKind = "utf16CodeUnits",
                Results = diagnostics.Select(d => Result(d, Array.FindIndex(rules, r => r.Code == d.Code))),
            },
        ]));
    }

    private static object Rule(DiagnosticRule rule) => new
    {
        Id = rule.Code,
        rule.Name,
        ShortDescription = new { Text = rule.Title },
        Help = new { Text = rule.Help, Markdown = rule.Help },
    };

    private static object Result(Diagnostic diagnostic, int ruleIndex) => new
    {
        RuleId = diagnostic.Code,
        RuleIndex = ruleIndex,
        Level = Severity.Word(diagnostic.Severity),
        Message = new { Text = diagnostic.Remedy is null ? diagnostic.Message : $"{diagnostic.Message} {diagnostic.Remedy}" },
        Locations = new[]
        {
            new
            {
                PhysicalLocation = new
                {
                    ArtifactLocation = new { Uri = ToUri(diagnostic.Position.File) },
                    Region = new { StartLine = diagnostic.Position.Line, StartColumn = diagnostic.Position.Column },
                },
            },
        },
    };

    /// <summary>Relative to where the tool ran, unless the file was named from the root.</summary>
    private static string ToUri(string file) => Path.IsPathRooted(file)
        ? new Uri(Path.GetFullPath(file)).AbsoluteUri
        : string.Join('/', file.Replace('\\', '/').Split('/').Where(segment => segment != ".").Select(Uri.EscapeDataString));

    private sealed record Log(string Version, [property: JsonPropertyName("$schema")] string Schema, IReadOnlyList<object> Runs);
}
