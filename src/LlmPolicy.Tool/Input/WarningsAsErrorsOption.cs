using System.CommandLine;

namespace LlmPolicy.Tool.Input;

/// <summary><c>--warnings-as-errors</c>: a warning is an error, in what is printed as in the exit code.</summary>
internal sealed class WarningsAsErrorsOption : Option<bool>
{
    public WarningsAsErrorsOption()
        : base("--warnings-as-errors") => Description = "A warning is an error: in what is printed, and in the exit code. Notes stay notes.";

    public IReadOnlyList<Diagnostic> Apply(ParseResult parsed, IReadOnlyList<Diagnostic> diagnostics) => parsed.GetValue(this)
        ? [.. diagnostics.Select(d => d.Severity == DiagnosticSeverity.Warning ? d with { Severity = DiagnosticSeverity.Error } : d)]
        : diagnostics;
}
