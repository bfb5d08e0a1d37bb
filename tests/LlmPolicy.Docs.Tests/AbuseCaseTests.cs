using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmPolicy.Docs;

/// <summary>The list of abuse cases against the tests that are marked with their ids, both ways, and what is counted of them.</summary>
public sealed partial class AbuseCaseTests : IDisposable
{
    private static readonly (char Kind, int Count)[] Kinds = [('T', 34), ('P', 9), ('H', 10), ('S', 8), ('B', 10), ('C', 8)];

    private readonly DirectoryInfo _results = Directory.CreateTempSubdirectory("llmpolicy-results-");

    private static MarkdownDocument Document { get; } = Repository.Document("docs/abuse-cases.md");

    private static AbuseCase[] Cases { get; } =
        [.. Document.Rows.Where(row => row.Length == 3 && Id().IsMatch(row[0])).Select(row => new AbuseCase(row[0], row[1], row[2], [.. MarkdownDocument.CodeIn(row[2]).Where(code => Test().IsMatch(code))]))];

    /// <summary>How many cases the document says are held by tests.</summary>
    private static int Held { get; } = int.Parse(SourceText.Strings(Document.Text, @"\n\*\*([0-9]+) of 79\*\*").Single(), CultureInfo.InvariantCulture);

    public void Dispose() => _results.Delete(recursive: true);

    [Fact]
    public void Each_case_has_a_row_that_says_what_is_tried_and_what_holds_it()
    {
        Cases.Select(one => one.Id).ShouldBe(Kinds.SelectMany(kind => Enumerable.Range(1, kind.Count).Select(number => $"{kind.Kind}{number}")));
        Cases.ShouldAllBe(one => one.What.Length > 0 && one.Holds.Length > 0);
    }

    [Fact]
    public void Each_test_of_a_row_is_marked_with_its_id_and_each_marked_test_is_in_that_row() =>
        Cases.SelectMany(one => one.Tests.Select(test => $"{one.Id} {test}")).ShouldBe(Marked().Distinct(), ignoreOrder: true);

    [Fact]
    public void No_fewer_cases_are_held_by_tests_than_the_document_says() => Cases.Count(one => one.Tests.Length > 0).ShouldBeGreaterThanOrEqualTo(Held);

    [Fact]
    public async Task What_is_counted_are_cases_of_which_a_test_has_passed()
    {
        (int status, string line) = await CountAsync([.. Cases.Where(one => one.Tests.Length > 0).Select(one => Passed(one.Tests[0]))]);

        (status, line).ShouldBe((0, $"abuse cases: {Cases.Count(one => one.Tests.Length > 0)} of 79 held by tests"));
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("NotExecuted")]
    public async Task It_fails_where_they_are_fewer_than_the_document_says(string outcome)
    {
        // One whose tests hold no other.
        AbuseCase lost = Cases.First(one => one.Tests.Length > 0 && one.Tests.All(test => Cases.Count(other => other.Tests.Contains(test)) == 1));
        string[] others = [.. Cases.Where(one => one != lost).SelectMany(one => one.Tests)];

        (int status, string line) = await CountAsync([.. others.Select(Passed), .. lost.Tests.Select(test => Result(test, outcome))]);

        line.ShouldEndWith($"abuse cases: {Cases.Count(one => one.Tests.Length > 0) - 1} of 79 held by tests");
        status.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_that_has_run_holds_nothing() => (await CountAsync([])).ShouldBe((1, "abuse cases: 0 of 79 held by tests"));

    private static string Passed(string test) => Result(test, "Passed");

    private static string Result(string test, string outcome) => $"    <UnitTestResult testId=\"1\" testName=\"LlmPolicy.Tests.{test}(name: &quot;a&quot;)\" duration=\"0\" outcome=\"{outcome}\" testListId=\"2\" />";

    /// <summary>What the script of the continuous integration says, and its status.</summary>
    private async Task<(int Status, string LastLine)> CountAsync(string[] results)
    {
        Assert.SkipUnless(Tools.Have("bash"), "No bash on this machine.");
        await File.WriteAllLinesAsync(Path.Combine(_results.FullName, "a.trx"), ["<TestRun>", .. results, "</TestRun>"], TestContext.Current.CancellationToken);

        var (status, output) = await ChildProcess.RunAsync("bash", Repository.Root, [".ci/abuse-cases", _results.FullName]);

        return (status, output.Trim().Split('\n')[^1]);
    }

    /// <summary>Each id with each test that has it.</summary>
    private static IEnumerable<string> Marked() =>
        from file in Repository.Files
        where file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
        let source = Repository.Read(file)
        from Match mark in Mark().Matches(source)
        let test = $"{ClassForm().Matches(source[..mark.Index])[^1].Groups[1].Value}.{mark.Groups["test"].Value}"
        from id in SourceText.Strings(mark.Groups["ids"].Value, "\"([^\"]*)\"")
        select $"{id} {test}";

    /// <param name="Id">Its name.</param>
    /// <param name="What">What is tried.</param>
    /// <param name="Holds">What holds it, in words and tests.</param>
    /// <param name="Tests">The tests, as class and method.</param>
    private sealed record AbuseCase(string Id, string What, string Holds, string[] Tests);

    [GeneratedRegex("^[A-Z][0-9]+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\w+(Tests|Contract)\.\w+$")]
    private static partial Regex Test();

    [GeneratedRegex(@"^ *\[AbuseCase\((?<ids>[^)]*)\)\].*?\b(void|Task) (?<test>\w+)\(", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^ *(?:public|internal)[a-z ]* class (\w+)", RegexOptions.Multiline)]
    private static partial Regex ClassForm();
}
