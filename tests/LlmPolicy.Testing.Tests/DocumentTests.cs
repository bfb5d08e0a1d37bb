using System.Text.RegularExpressions;
using LlmPolicy.Testing.Rules;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing;

/// <summary>docs/testing.md and the package's README: their cases run beside the lab's manifests, and nothing is missing in them.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Document = Read("docs/testing.md");

    [Theory]
    [InlineData("docs/testing.md", 3)]
    [InlineData("src/LlmPolicy.Testing/README.md", 2)]
    public void The_cases_pass(string path, int count)
    {
        var results = Load(Fence(Read(path), "yaml")).Run();

        results.Count.ShouldBe(count);
        results.ShouldAllBe(result => result.Passed);
    }

    [Fact]
    public void The_cases_of_budgets_pass()
    {
        var results = Load(Fence(Document, "yaml budgets"), "samples/cases.yaml").Run();

        results.Count.ShouldBe(2);
        results.ShouldAllBe(result => result.Passed);
    }

    [Fact]
    public void A_failure_looks_as_it_is_shown()
    {
        string wrong = Fence(Document, "yaml").Replace("status: 403", "status: 401", StringComparison.Ordinal);

        string failure = Load(wrong).Run().Single(result => !result.Passed).ToString().ReplaceLineEndings("\n");

        failure.Replace(Repository.PathOf("samples/Gateway/"), "", StringComparison.Ordinal).ShouldBe(Fence(Document, "text").TrimEnd());
    }

    [Fact]
    public void Every_field_of_a_case_is_documented()
    {
        string[] fields =
        [
            .. Directory.EnumerateFiles(Repository.PathOf("src/LlmPolicy.Testing/Cases"), "*.cs").SelectMany(file => Field().Matches(File.ReadAllText(file))).Select(m => m.Groups[1].Value).Distinct(),
        ];

        fields.ShouldContain("claims");
        fields.ShouldContain("responseHeaders");
        fields.Where(field => !Document.Contains($"`{field}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_deleted_is_documented() =>
        CountedFields.LeftOut.Keys.Concat(CountedFields.Whole.Keys).Where(field => !Document.Contains($"`{field}`", StringComparison.Ordinal)).ShouldBeEmpty();

    private static PolicyTests Load(string cases, string path = "samples/Gateway/cases.yaml")
    {
        ManifestFile file = new(Repository.PathOf(path), cases);
        return new PolicyTestsReader().Read(file, out var diagnostics) ?? throw new PolicyTestException(file.Name, diagnostics);
    }

    private static string Fence(string document, string language) =>
        Regex.Match(document, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

    private static string Read(string path) => File.ReadAllText(Repository.PathOf(path)).ReplaceLineEndings("\n");

    [GeneratedRegex("""\bo\.(?:String|Required|RequiredObject|Object|List|Strings|Node|Int32|UInt32|Duration|Enum)(?:<\w+>)?\("(\w+)"|Read(?:Fields)?\(o, "(?<1>\w+)"\)""")]
    private static partial Regex Field();
}
