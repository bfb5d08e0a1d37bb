namespace LlmPolicy;

/// <summary>What is wrong, or worth knowing, in a manifest. Diagnostics are values: bad manifests never throw.</summary>
/// <param name="Code">A stable code: <c>LLMP0xxx</c> from the reader, <c>LLMP1xxx</c> from the compiler, <c>LLMP2xxx</c> from <see cref="PolicyAnalyzer"/>.</param>
/// <param name="Severity">Whether the policy can still be loaded.</param>
/// <param name="Message">What is wrong. Never holds a key, a secret or a token.</param>
/// <param name="Position">Where it is wrong.</param>
/// <param name="Remedy">What to do about it, in one line; null where the message says it.</param>
public sealed record Diagnostic(
    string Code,
    DiagnosticSeverity Severity,
    string Message,
    SourcePosition Position,
    string? Remedy = null)
{
    /// <summary>The id of the strictness rule that refuses here what Envoy would load (docs/differences.md); null for all else.</summary>
    public string? Rule { get; init; }

    /// <summary>One line in the form of a compiler's: <c>file(line,column): error LLMP0104: message Remedy.</c></summary>
    public override string ToString()
    {
        string severity = Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "note",
        };
        string line = $"{Position}: {severity} {Code}: {Message}";
        return Remedy is null ? line : $"{line} {Remedy}";
    }
}
