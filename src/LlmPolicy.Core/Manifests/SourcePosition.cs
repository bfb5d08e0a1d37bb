namespace LlmPolicy;

/// <summary>A place in a manifest: what a diagnostic or a decision points at.</summary>
/// <param name="File">The manifest's name, as it was given to the reader.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
public sealed record SourcePosition(string File, int Line, int Column)
{
    /// <summary>The position in the form that editors and terminals link: <c>file(line,column)</c>.</summary>
    public override string ToString() => $"{File}({Line},{Column})";
}
