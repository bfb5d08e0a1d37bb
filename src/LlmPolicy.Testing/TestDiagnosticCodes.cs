namespace LlmPolicy.Testing;

/// <summary>The codes of what can be wrong in a file of cases, beside those of its form (<see cref="DiagnosticCodes"/>). docs/diagnostics.md has a section for each.</summary>
public static class TestDiagnosticCodes
{
    /// <summary>A file without a case, or a case that expects nothing: it could not fail.</summary>
    public const string NothingToTest = "LLMP3001";

    /// <summary>A manifest or token that is not where the file of cases says.</summary>
    public const string MissingFile = "LLMP3002";

    /// <summary>A reason, route, upstream, secret or provider that does not exist.</summary>
    public const string UnknownName = "LLMP3003";

    /// <summary>Two cases of one name.</summary>
    public const string DuplicateCase = "LLMP3004";

    /// <summary>Expectations that can't hold together.</summary>
    public const string Contradiction = "LLMP3005";
}
