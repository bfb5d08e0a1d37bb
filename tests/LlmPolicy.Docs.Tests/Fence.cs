namespace LlmPolicy.Docs;

/// <summary>A fenced block: what stands behind the backticks, and its text.</summary>
internal sealed record Fence(string Info, string Body, int Line)
{
    public string Language => Info.Split(' ')[0];

    /// <summary>The words behind the language.</summary>
    public IReadOnlyList<string> Marks => Info.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
}
