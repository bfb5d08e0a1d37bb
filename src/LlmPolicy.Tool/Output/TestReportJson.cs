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
            result.Position,
            result.Passed,
            result.Differences,
            Decision = new { result.Decision.Reason, result.Decision.Position },
        }),
        Rules = report.Coverage.Rules.Count,
        report.Coverage.Unreached,
        Deleted = report.Mutation?.Rules.Count,
        report.Mutation?.Unnoticed,
    }));
}
