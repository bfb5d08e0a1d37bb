namespace LlmPolicy.Tests;

/// <summary>A text in which <c>§</c> stands before the place that a test is about.</summary>
internal sealed record MarkedText(string Text, SourcePosition Mark)
{
    private const char Sign = '§';

    public static MarkedText Parse(string marked)
    {
        int at = marked.IndexOf(Sign);
        at.ShouldBeGreaterThanOrEqualTo(0, "the text has no mark");
        int lineStart = marked.LastIndexOf('\n', at) + 1;
        int line = marked.AsSpan(0, at).Count('\n') + 1;
        return new(marked.Remove(at, 1), new SourcePosition(Compiling.File, line, at - lineStart + 1));
    }
}
