namespace LlmPolicy.Tests;

/// <summary>However long and however wrong manifests are, what is kept and said of them is bounded.</summary>
public sealed class BudgetTests
{
    private const int MostListed = 1000;

    [Fact]
    public void Mebibytes_of_tiny_documents_give_a_thousand_errors_and_one_that_says_there_are_more()
    {
        var diagnostics = Compiling.Diagnostics(Repeat("---\na\n", ManifestFile.LongestText));

        diagnostics.Count.ShouldBe(MostListed + 1);
        diagnostics[^1].Code.ShouldBe(DiagnosticCodes.TooLarge);
        diagnostics[^1].Severity.ShouldBe(DiagnosticSeverity.Error);
    }

    [Fact]
    public void A_document_after_a_thousand_errors_is_not_read_and_the_policy_still_does_not_load()
    {
        var compilation = PolicyCompiler.Compile([
            new("noise.yaml", Repeat("---\na\n", 100_000)),
            new("good.yaml", Manifest.Service("- directResponseAction: {status: 200}")),
        ]);

        compilation.Policy.ShouldBeNull();
    }

    [Fact]
    public void Errors_are_listed_however_many_warnings_and_notes_stand_before_them()
    {
        string foreign = string.Concat(Enumerable.Range(0, 3000).Select(i => $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\n"));

        var diagnostics = Compiling.Diagnostics(foreign + "---\nkind: VirtualService\n");

        diagnostics.Count(d => d.Severity == DiagnosticSeverity.Note).ShouldBe(MostListed + 1);
        diagnostics.Count(d => d.Code == DiagnosticCodes.NotAResource).ShouldBe(1);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_file_has_4_Mi_characters_at_the_most(int more, bool read)
    {
        string manifest = Manifest.Service("- directResponseAction: {status: 200}") + "\n#";

        var diagnostics = Compiling.Diagnostics(manifest + new string('x', ManifestFile.LongestText - manifest.Length + more));

        diagnostics.Select(d => d.Code).ShouldBe(read ? [] : [DiagnosticCodes.TooLarge]);
    }

    [Fact]
    public void Thirty_two_Mi_characters_are_read_in_all_files_together()
    {
        string comment = new('#', ManifestFile.LongestText);
        ManifestFile[] files = [new("vs.yaml", Manifest.Service("- directResponseAction: {status: 200}")), .. Enumerable.Range(0, 9).Select(i => new ManifestFile($"{i}.yaml", comment))];

        var diagnostics = PolicyCompiler.Compile(files).Diagnostics;

        diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.TooLarge);
        diagnostics[0].Position.File.ShouldBe("7.yaml");
    }

    [Theory]
    [InlineData(9_998, true)]
    [InlineData(9_999, false)]
    public void Ten_thousand_objects_are_read_and_no_more(int beside, bool read)
    {
        string others = string.Concat(Enumerable.Range(0, beside).Select(i => $"\n---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: s{i}}}}}"));

        var diagnostics = Compiling.Diagnostics(Manifest.Service("- directResponseAction: {status: 200}") + others);

        diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Code).ShouldBe(read ? [] : [DiagnosticCodes.TooLarge]);
    }

    [Theory]
    [InlineData(50_000, true)]
    [InlineData(50_001, false)]
    public void Beside_them_fifty_thousand_Secrets_are_read_and_no_more(int count, bool read)
    {
        string secrets = string.Concat(Enumerable.Range(0, count).Select(i => $"\n---\n{{apiVersion: v1, kind: Secret, metadata: {{name: s{i}}}}}"));

        var diagnostics = Compiling.Diagnostics(Manifest.Service("- directResponseAction: {status: 200}") + secrets);

        diagnostics.Select(d => d.Code).ShouldBe(read ? [] : [DiagnosticCodes.TooLarge]);
    }

    [Fact]
    public void Items_of_a_list_are_objects_too()
    {
        string items = string.Join(", ", Enumerable.Repeat("*s", 15_000));

        Compiling.Diagnostics($"a: &s {{apiVersion: v1, kind: ConfigMap, metadata: {{name: s}}}}\napiVersion: v1\nkind: List\nitems: [{items}]\n")
            .Count(d => d.Code == DiagnosticCodes.TooLarge).ShouldBe(1);
    }

    [Fact]
    public void A_message_quotes_no_more_than_anybody_reads()
    {
        string name = new('x', 1024 * 1024);

        Compiling.Diagnostics(Manifest.Service($"- {{directResponseAction: {{status: 200}}, {name}: 1}}")).ShouldHaveSingleItem().ToString().Length.ShouldBeLessThan(3000);
    }

    [Fact]
    public void A_long_text_counts_for_each_alias_to_it()
    {
        string aliases = string.Join(", ", Enumerable.Repeat("*a", 1000));

        Compiling.Diagnostics($"a: &a {new string('x', 1024 * 1024)}\nb: [{aliases}]\n").ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.TooLarge);
    }

    [Fact]
    public void A_million_values_are_read_in_all_documents_together()
    {
        string ninety = string.Join(", ", Enumerable.Repeat("*v", 90));
        string document = $"---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: s§\ndata:\n    base: &v [{string.Join(", ", Enumerable.Repeat("v", 999))}]\n    more: [{ninety}]\n";
        string manifest = string.Concat(Enumerable.Range(0, 12).Select(i => document.Replace("§", $"{i}", StringComparison.Ordinal)));

        Compiling.Diagnostics(Manifest.Service("- directResponseAction: {status: 200}") + "\n" + manifest).Where(d => d.Severity == DiagnosticSeverity.Error).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.TooLarge);
    }

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length));
}
