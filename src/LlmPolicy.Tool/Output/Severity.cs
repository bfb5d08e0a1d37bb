namespace LlmPolicy.Tool.Output;

/// <summary>A severity in words, and in a colour.</summary>
internal static class Severity
{
    /// <summary><c>error</c>, <c>warning</c> or <c>note</c>: SARIF's words too.</summary>
    public static string Word(DiagnosticSeverity severity) => severity.ToString().ToLowerInvariant();

    public static string Coloured(DiagnosticSeverity severity, Style style) => severity switch
    {
        DiagnosticSeverity.Error => style.Red(Word(severity)),
        DiagnosticSeverity.Warning => style.Yellow(Word(severity)),
        _ => style.Dim(Word(severity)),
    };
}
