namespace LlmPolicy.Benchmarks.Gateway;

/// <summary>A table whose first column is text and whose others are figures.</summary>
internal sealed class MarkdownTable
{
    private readonly TextWriter _output;

    public MarkdownTable(TextWriter output, params string[] columns)
    {
        _output = output;
        Row(columns);
        output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---:|", columns.Length - 1))}");
    }

    public void Row(params string[] cells) => _output.WriteLine($"| {string.Join(" | ", cells)} |");
}
