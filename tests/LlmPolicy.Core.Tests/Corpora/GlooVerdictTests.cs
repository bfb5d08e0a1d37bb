using System.Text.RegularExpressions;

namespace LlmPolicy.Tests;

/// <summary>417 real manifests beside what Gloo's own translator says of them.</summary>
public sealed partial class GlooVerdictTests
{
    /// <summary>Kinds that Gloo reads and that are not read here.</summary>
    private static readonly string[] Foreign = ["Gateway"];

    [Fact]
    public void What_Gloo_refuses_for_itself_does_not_load()
    {
        var loading = GlooVerdict.All().Index().Where(v => v.Item is { Gloo: "error", Reason: "itself", Ours.Succeeded: true })
            .Select(v => $"manifest {v.Index}, {v.Item.Kind}");

        loading.ShouldBeEmpty();
    }

    [Fact]
    public void Of_those_that_are_right_in_themselves_so_many_load()
    {
        var right = GlooVerdict.All().Where(v => v.Gloo != "error" || v.Reason == "enterprise only").ToList();

        FieldsDocument.ShouldHave("right", [$"Of the {right.Count} that are right in themselves {right.Count(v => v.Ours.Succeeded)} load."]);
    }

    [Fact]
    public void The_documents_have_the_table_of_verdict_by_verdict()
    {
        string[] columns = ["accepted", "warning", "error"];
        var rows = GlooVerdict.All().GroupBy(v => $"{v.Gloo}{(v.Gloo == "error" ? $": {v.Reason}" : "")}{(Foreign.Contains(v.Kind) ? $", of a {v.Kind}" : "")}").OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"| {g.Key} | {string.Join(" | ", columns.Select(c => g.Count(v => v.Here == c)))} |");

        FieldsDocument.ShouldHave("verdicts", ["| Gloo | loads here | loads with a warning | does not load |", "|---|---|---|---|", .. rows]);
    }

    [Fact]
    public void Every_document_with_another_verdict_than_Gloos_stands_in_the_documents_with_its_reason()
    {
        var rows = GlooVerdict.All().Where(v => v.Gloo != v.Here && !Foreign.Contains(v.Kind)).GroupBy(v => (v.Gloo, v.Here, Why: string.Join(", ", Reasons(v))))
            .OrderBy(g => g.Key).Select(g => $"| {g.Key.Gloo} | {g.Key.Here} | {g.Key.Why} | {string.Join("<br>", g.Select(v => v.Name))} |");

        FieldsDocument.ShouldHave("differences", ["| Gloo | here | why | documents |", "|---|---|---|---|", .. rows]);
    }

    /// <summary>Why the verdict is another one: our words' code and field where ours is the harder one, else what Gloo found, as a class.</summary>
    private static IEnumerable<string> Reasons(GlooVerdict verdict)
    {
        var severity = verdict.Here == "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        return verdict.Gloo == "error" || verdict.Here == "accepted" ? [verdict.Reason]
            : verdict.Ours.Diagnostics.Where(d => d.Severity == severity).Select(d => $"{d.Code}{Field(d)}").Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>The field that a message names first.</summary>
    private static string Field(Diagnostic diagnostic) => FieldForm().Match(diagnostic.Message) is { Success: true } field ? $" `{field.Groups["name"].Value}`" : "";

    [GeneratedRegex(@"^spec\.(?:\w+\.)*(?<name>\w+)|'(?<name>\w+)'")]
    private static partial Regex FieldForm();
}
