using System.Xml.Linq;

namespace LlmPolicy.Benchmarks;

public sealed class ChartsTests : IDisposable
{
    private readonly BenchmarkProgram _program = new();

    [Fact]
    public async Task Each_table_has_a_drawing_of_the_same_numbers()
    {
        string folder = Path.Combine(_program.Folder.FullName, "charts");

        var tables = PrintedTable.In(await _program.RunAsync("charts", folder, "--short"));

        XElement[] drawings = [.. Directory.GetFiles(folder).Select(file => XElement.Load(file))];
        drawings.Select(TitleOf).ShouldBe(tables.Select(table => table.Title), ignoreOrder: true);
        tables.Count.ShouldBeGreaterThanOrEqualTo(6);
        foreach (var table in tables)
        {
            var drawing = drawings.Single(drawing => TitleOf(drawing) == table.Title);
            table.Numbers.ShouldAllBe(number => double.IsFinite(number) && number > 0);
            drawing.Descendants().Where(e => e.Name.LocalName == "circle").Select(TitleOf).ShouldBe(table.Points, ignoreOrder: true);
        }
    }

    public void Dispose() => _program.Dispose();

    private static string TitleOf(XElement element) => element.Elements().Single(e => e.Name.LocalName == "title").Value;
}
