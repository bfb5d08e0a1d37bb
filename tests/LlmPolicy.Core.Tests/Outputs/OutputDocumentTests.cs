using LlmPolicy.Outputs;

namespace LlmPolicy.Tests.Outputs;

/// <summary>What docs/budgets-outputs.md says, against the code.</summary>
public sealed class OutputDocumentTests
{
    private static string Document { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "budgets-outputs.md"));

    [Fact]
    public void The_documents_table_has_each_forms_members() =>
        Document.ShouldContain("| form | limit | put in | multiplied by | escapes |\n|---|---|---|---|---|\n" + string.Concat(OutputForms.All.Select(Row)));

    [Fact]
    public void Each_escape_has_a_row() =>
        Enum.GetValues<OutputEscapes>().Where(e => e != OutputEscapes.None && !Document.Contains($"\n| `{e}` | ", StringComparison.Ordinal)).ShouldBe([]);

    [Fact]
    public void Each_call_is_listed() =>
        OutputCalls.All.Select(c => string.Join('/', c.Words)).Where(words => !Document.Contains($"`{words}`", StringComparison.Ordinal)).ShouldBe([]);

    [Fact]
    public void The_estimates_figures_are_the_codes() =>
        Document.ShouldContain($"**text / {InputSize.BytesPerToken} + {InputSize.TokensPerMedium:N0} a medium + media bytes / {InputSize.MediaBytesPerToken}**");

    private static string Row(OutputForm form) =>
        $"| {form.Name} | {Paths(form, OutputRole.Limit)} | {(form.Put is { } put ? $"`{string.Join('.', put)}`" : "never")}{(form.NeedsMarker ? $", with {Paths(form, OutputRole.Marker)}" : "")} | "
        + $"{Paths(form, OutputRole.Candidates)}{Then(Paths(form, OutputRole.Prompts))} | {Escapes(form)} |\n";

    private static string Then(string prompts) => prompts.Length == 0 ? "" : $"; {prompts}";

    private static string Escapes(OutputForm form) => string.Join("; ",
        form.Members.Where(m => m.Role == OutputRole.Escape).GroupBy(m => m.Escape).Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => Code(m.Path) + But(m)))}")
            .Concat(form.Always == OutputEscapes.None ? [] : [$"always {form.Always}"]));

    private static string But(OutputMember member) => member.Harmless.Count == 0 ? "" : $" (not {string.Join(", ", member.Harmless.Select(Code))})";

    private static string Paths(OutputForm form, OutputRole role) => string.Join(", ", form.Members.Where(m => m.Role == role).Select(m => Code(m.Path)));

    private static string Code(string path) => $"`{path.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
