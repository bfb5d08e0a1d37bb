namespace LlmPolicy;

/// <summary>What is wrong, or worth knowing, in a manifest. Diagnostics are values: bad manifests never throw.</summary>
public sealed record Diagnostic
{
    /// <summary>A stable code: <c>LLMP0xxx</c> from the reader, <c>LLMP1xxx</c> from the compiler, <c>LLMP2xxx</c> from <see cref="PolicyAnalyzer"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Whether the policy can still be loaded.</summary>
    public required DiagnosticSeverity Severity { get; init; }

    /// <summary>What is wrong. Never holds a key, a secret or a token.</summary>
    public required string Message { get; init; }

    /// <summary>Where it is wrong.</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>What to do about it, in one line; null where the message says it.</summary>
    public string? Remedy { get; init; }

    /// <summary>The id of the strictness rule that refuses here what Envoy would load (docs/differences.md); null for all else.</summary>
    public string? Rule { get; init; }

    internal static Diagnostic Error(string code, SourcePosition position, string message, string? remedy = null) =>
        new() { Code = code, Severity = DiagnosticSeverity.Error, Message = message, Position = position, Remedy = remedy };

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
