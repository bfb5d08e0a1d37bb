using LlmPolicy.Conformance.Comparing;

namespace LlmPolicy.Conformance;

/// <summary>Writes a run's table, whose last line is for programs.</summary>
internal sealed class Report(TextWriter output)
{
    private static readonly (string Title, Verdict Verdict)[] Columns =
    [
        ("identical", Verdict.Identical), ("different by rule", Verdict.ByRule), ("other", Verdict.Other),
        ("more permissive", Verdict.Permissive), ("unsupported", Verdict.Unsupported),
    ];

    public void List(IReadOnlyList<SuiteResult> suites, Verdict verdict)
    {
        foreach (SuiteResult suite in suites)
        {
            foreach (CaseResult result in suite.Of(verdict))
            {
                output.WriteLine($"{suite.Suite}/{OneLine.Escape(result.CaseId)}: {result.Reason}");
            }
        }
    }

    public void Table(IReadOnlyList<SuiteResult> suites)
    {
        int width = suites.Max(suite => suite.Suite.Length);
        output.WriteLine($"{"suite".PadRight(width)} {"cases",7} {string.Join(' ', Columns.Select(column => $"{column.Title,17}"))}");
        foreach (SuiteResult suite in suites)
        {
            IEnumerable<string> counts = Columns.Select(column => $"{suite.Count(column.Verdict),17}");
            output.WriteLine($"{suite.Suite.PadRight(width)} {suite.Cases.Count,7} {string.Join(' ', counts)}");
        }

        int Sum(Verdict verdict) => suites.Sum(suite => suite.Count(verdict));
        output.WriteLine(
            $"identical {Sum(Verdict.Identical)} of {suites.Sum(suite => suite.Cases.Count)}, by rule {Sum(Verdict.ByRule)}, "
            + $"other {Sum(Verdict.Other)}, permissive {Sum(Verdict.Permissive)}, unsupported {Sum(Verdict.Unsupported)}");
    }
}
