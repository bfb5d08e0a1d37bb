using System.Reflection;
using LlmPolicy.Testing;

namespace LlmPolicy.Docs;

/// <summary>Codes and ids in the documents against those in the code, both ways.</summary>
public class CodeTests
{
    [Fact]
    public void Each_diagnostic_code_has_a_section_and_each_section_a_code() =>
        Repository.Document("docs/diagnostics.md").Sections("^LLMP").Select(s => s.Heading.Split(' ')[0])
            .ShouldBe(Constants(typeof(DiagnosticCodes)).Concat(Constants(typeof(TestDiagnosticCodes))), ignoreOrder: true);

    [Fact]
    public void Each_strictness_rule_has_a_section_and_each_section_a_rule()
    {
        string[] documented = [.. Repository.Document("docs/differences.md").Sections("^[a-z0-9-]+\\.[a-z0-9-]+$").Select(s => s.Heading)];
        documented.ShouldBe(StrictnessRules.All.Concat(ConformanceRules()).Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void The_list_of_strictness_rules_is_complete() => StrictnessRules.All.ShouldBe(Constants(typeof(StrictnessRules)), ignoreOrder: true);

    [Fact]
    public void Each_reason_code_has_a_row_and_each_row_a_code()
    {
        string[] documented = [.. Repository.Document("docs/reasons.md").Rows.SelectMany(r => MarkdownDocument.CodeIn(r[0]))];
        documented.ShouldBe(Constants(typeof(ReasonCodes)), ignoreOrder: true);
    }

    [Fact]
    public void Each_row_of_the_reasons_tells_the_status_that_the_code_tells()
    {
        string source = Repository.Read("src/LlmPolicy.Core/ReasonCodes.cs");
        foreach (string[] row in Repository.Document("docs/reasons.md").Rows.Where(r => r.Length == 3 && r[0].StartsWith("`jwt.", StringComparison.Ordinal)))
        {
            string code = MarkdownDocument.CodeIn(row[0]).Single();
            string summary = source[..source.IndexOf($"\"{code}\"", StringComparison.Ordinal)];
            summary = summary[summary.LastIndexOf("<summary>", StringComparison.Ordinal)..];
            summary.Contains(": ", StringComparison.Ordinal).ShouldBe(row[1].Length > 0, code);
            summary.ShouldContain(row[1]);
        }
    }

    /// <summary>Rules of the conformance program stand in its sources as text.</summary>
    private static IEnumerable<string> ConformanceRules() => Repository.Files
        .Where(f => f.StartsWith("tests/LlmPolicy.Conformance/Rules/", StringComparison.Ordinal))
        .SelectMany(f => SourceText.Strings(Repository.Read(f), @"(?:Rule|new)\(\s*""([a-z0-9]+\.[a-z0-9-]+)"""));

    private static IReadOnlyList<string> Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];
}
