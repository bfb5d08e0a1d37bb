using System.Text.Json;

namespace LlmPolicy.Docs;

public class ManifestExampleTests
{
    private static readonly MarkdownDocument Diagnostics = Repository.Document("docs/diagnostics.md");

    public static TheoryData<string> Codes => [.. Diagnostics.Sections("^LLMP").Select(s => s.Heading)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_example_of_a_diagnostic_shows_that_one_alone(string heading)
    {
        var example = Diagnostics.Sections("^LLMP").Single(s => s.Heading == heading).Body.Fences.ShouldHaveSingleItem();
        string code = heading.Split(' ')[0];
        var found = example.Language == "json" ? WithOptions(example.Body)
            : code.StartsWith("LLMP2", StringComparison.Ordinal) ? Analyze(example, code)
            : code.StartsWith("LLMP3", StringComparison.Ordinal) ? CaseFiles.Read(example)
            : Manifests.Compile(example);
        found.Select(d => d.Code).Distinct().ShouldBe([code], string.Join('\n', found));
    }

    /// <summary>Every provider gets a note.</summary>
    private static IReadOnlyList<Diagnostic> Analyze(Fence example, string code) =>
        [.. Manifests.Analyze(example).Where(d => d.Severity != DiagnosticSeverity.Note || d.Code == code)];

    [Theory]
    [MemberData(nameof(Repository.DocumentData), MemberType = typeof(Repository))]
    public void Every_other_manifest_in_the_documents_loads(string path)
    {
        if (path == Diagnostics.Path)
        {
            return;
        }

        foreach (var example in Repository.Document(path).Fences.Where(f => f.Language is "yaml" && f.Body.Contains("apiVersion:", StringComparison.Ordinal)))
        {
            Manifests.Compile(example, isGuard: true).Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_line_of_a_diagnostic_looks_as_it_is_shown()
    {
        string shown = Diagnostics.Fences[0].Body;
        shown.ShouldContain("(37,11): error LLMP0010: Unknown field 'prefixRewrit' in spec.virtualHost.routes.options. Did you mean 'prefixRewrite'?");
        string text = Repository.Read("samples/Gateway/policies/virtualservice.yaml").Replace("prefixRewrite", "prefixRewrit", StringComparison.Ordinal);
        var found = PolicyCompiler.Compile([new ManifestFile("policies/virtualservice.yaml", text)]).Diagnostics;
        found.Select(d => d.ToString()).ShouldContain(shown.TrimEnd());
    }

    private static IReadOnlyList<Diagnostic> WithOptions(string json)
    {
        using var document = JsonDocument.Parse(json);
        var rules = document.RootElement.GetProperty("LlmPolicy").GetProperty("LaxRules").EnumerateArray().Select(r => r.GetString()!);
        var service = new ManifestFile("service.yaml", Repository.Read("samples/Gateway/policies/virtualservice.yaml"));
        var options = new PolicyCompilerOptions
        {
            LaxRules = rules.ToHashSet(),
            MissingUpstream = DiagnosticSeverity.Note,
            MissingSecret = DiagnosticSeverity.Note,
        };
        return [.. PolicyCompiler.Compile([service], options).Diagnostics.Where(d => d.Severity != DiagnosticSeverity.Note)];
    }
}
