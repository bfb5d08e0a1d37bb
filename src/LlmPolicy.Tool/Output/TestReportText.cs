using LlmPolicy.Explaining;
using LlmPolicy.Testing;

namespace LlmPolicy.Tool.Output;

/// <summary>A file of cases for people: a line a case, what failed with the rule that decided, then what is not held.</summary>
internal static class TestReportText
{
    public static void Write(Terminal terminal, TestReport report)
    {
        Style style = new(terminal.HasColour);
        foreach (PolicyTestResult result in report.Results)
        {
            terminal.Output.WriteLine($"{(result.Passed ? style.Green("passed") : style.Red("failed"))}  {Printable.Of(result.Name)}{(result.Passed ? "" : style.Dim($"  {result.Position}"))}");
            foreach (string line in result.Details)
            {
                terminal.Output.WriteLine($"  {Printable.Of(line)}");
            }
        }

        terminal.Output.WriteLine(Summary(report));
        Write(terminal, "Reached by no case:", report.Coverage.Unreached);
        Write(terminal, "Deleted without a case failing:", report.Mutation?.Unnoticed ?? []);
    }

    private static string Summary(TestReport report)
    {
        int failed = report.Results.Count(r => !r.Passed);
        string rules = $"{report.Coverage.Rules.Count - report.Coverage.Unreached.Count} of {report.Coverage.Rules.Count} rules reached";
        string held = report.Mutation is { } mutation
            ? $"; {mutation.Rules.Count} deleted one by one, {(mutation.Unnoticed.Count == 0 ? "all" : $"all but {mutation.Unnoticed.Count}")} noticed"
            : "";
        return Printable.Of($"{report.File}: {report.Results.Count - failed} passed, {failed} failed; {rules}{held}");
    }

    private static void Write(Terminal terminal, string title, IReadOnlyList<PolicyRule> rules)
    {
        if (rules.Count == 0)
        {
            return;
        }

        terminal.Output.WriteLine(title);
        foreach (PolicyRule rule in rules)
        {
            terminal.Output.WriteLine($"  {Printable.Of(rule.ToString())}");
        }
    }
}
