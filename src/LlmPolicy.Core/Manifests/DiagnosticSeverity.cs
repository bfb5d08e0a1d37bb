namespace LlmPolicy;

/// <summary>How much a <see cref="Diagnostic"/> weighs.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Said for the reader's sake: a document of a foreign kind was skipped.</summary>
    Note,

    /// <summary>Legal, and probably not what is wanted. The policy loads.</summary>
    Warning,

    /// <summary>The policy does not load, or what needs this part of it can't be served (<see cref="DiagnosticCodes.UnusableSecret"/>).</summary>
    Error,
}
