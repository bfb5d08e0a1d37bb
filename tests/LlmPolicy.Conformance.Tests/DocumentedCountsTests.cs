using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;

namespace LlmPolicy.Conformance.Tests;

/// <summary>docs/differences.md says how many recorded cases each rule covers: a rule that covers another number, or is not there, fails.</summary>
public class DocumentedCountsTests
{
    [Theory]
    [InlineData("core", 1)]
    [InlineData("gateway", 2)]
    public async Task Each_rule_covers_as_many_recorded_cases_as_the_document_says(string way, int column)
    {
        string[] suites = [.. Pins.All().Where(pin => pin.Way == way).Select(pin => pin.Suite)];
        SuiteRuns.SkipWithout(suites);
        Dictionary<string, int> counts = CaseRunners.Named(way).Rules.ToDictionary(rule => rule.Id, _ => 0);
        int all = 0;
        foreach (string suite in suites)
        {
            foreach (CaseResult found in (await SuiteRuns.Run(way, suite)).Of(Verdict.ByRule))
            {
                all++;
                found.Rules.ToList().ForEach(rule => counts[rule]++);
            }
        }

        Table(column).ShouldBe([.. counts.Select(count => $"{count.Key}: {count.Value}"), $"all: {all}"], ignoreOrder: true);
    }

    [Fact]
    public void Each_rule_names_a_test_that_is_there()
    {
        string tests = Path.Combine(RepositoryFolders.Root, "tests");
        foreach (string[] row in Rows())
        {
            Directory.EnumerateFiles(tests, row[3] + ".cs", SearchOption.AllDirectories).ShouldNotBeEmpty(row[0]);
        }
    }

    /// <summary>The rows of "How often" that have a number in the column.</summary>
    private static IEnumerable<string> Table(int column) =>
        Rows().Where(row => int.TryParse(row[column], out _)).Select(row => $"{row[0]}: {row[column]}");

    private static IEnumerable<string[]> Rows() =>
        from row in File.ReadAllLines(Path.Combine(RepositoryFolders.Root, "docs", "differences.md"))
        where row.StartsWith("| `", StringComparison.Ordinal) || row.StartsWith("| all ", StringComparison.Ordinal)
        let cells = row[1..^1].Split('|').Select(cell => cell.Trim(' ', '`')).ToArray()
        where cells.Length == 4
        select cells;
}
