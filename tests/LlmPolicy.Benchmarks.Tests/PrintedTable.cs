using System.Globalization;

namespace LlmPolicy.Benchmarks;

/// <summary>A table in Markdown, under its title and its unit.</summary>
/// <param name="Title">Of its section.</param>
/// <param name="Unit">Of all numbers but the first column's.</param>
/// <param name="Rows">The heads first.</param>
internal sealed record PrintedTable(string Title, string Unit, IReadOnlyList<string[]> Rows)
{
    public IEnumerable<double> Numbers => Rows.Skip(1).SelectMany(row => row).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture));

    /// <summary>As a drawing names its points.</summary>
    public IEnumerable<string> Points =>
        from row in Rows.Skip(1)
        from cell in row.Index().Skip(1)
        select $"{Rows[0][cell.Index]}, {row[0]}: {cell.Item} {Unit}";

    public static IReadOnlyList<PrintedTable> In(IReadOnlyList<string> lines) =>
    [
        .. from title in lines.Index()
           where title.Item.StartsWith("## ", StringComparison.Ordinal)
           let table = lines.Skip(title.Index + 3).TakeWhile(line => line.StartsWith('|')).Where(line => !line.StartsWith("|--", StringComparison.Ordinal))
           select new PrintedTable(title.Item[3..], lines[title.Index + 1][3..^1], [.. table.Select(row => row[2..^2].Split(" | "))]),
    ];
}
