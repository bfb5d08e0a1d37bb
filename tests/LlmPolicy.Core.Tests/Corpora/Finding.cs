namespace LlmPolicy.Tests;

/// <summary>What is to be said of a place in a manifest.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Code">A code of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Field">A name that the message has to hold.</param>
internal sealed record Finding(long Line, long Column, string Code, string Field) : IComparable<Finding>
{
    public int CompareTo(Finding? other) => (Line, Column, Code).CompareTo((other!.Line, other.Column, other.Code));

    public bool IsSaidBy(Diagnostic diagnostic) =>
        (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code) == (Line, Column, Code)
        && diagnostic.Message.Contains(Field, StringComparison.Ordinal);
}
