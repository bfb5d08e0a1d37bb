using LlmPolicy.Testing;

namespace LlmPolicy.Tool.Output;

/// <summary>Files of cases for other programs: an array of objects (docs/tool.md).</summary>
internal static class TestReportJson
{
    public static string Of(IReadOnlyList<TestReport> reports) => ToolJson.Of(reports.Select(report => new
    {
        report.File,
        report.Succeeded,
        Cases = report.Results.Select(result => new
        {
            result.Name,
            result.Position.Line,
            result.Position.Column,
            result.Passed,
            result.Differences,
            result.Decision.Reason,
            Rule = result.Decision.Position,
        }),
        Rules = report.Coverage.Rules.Count,
        Unreached = Rules(report.Coverage.Unreached),
        Deleted = report.Mutation?.Rules.Count,
        Unnoticed = report.Mutation is { } mutation ? Rules(mutation.Unnoticed) : null,
    }));

    private static IEnumerable<object> Rules(IReadOnlyList<PolicyRule> rules) =>
        rules.Select(rule => new { rule.Path, rule.Position.File, rule.Position.Line, rule.Position.Column });
}
