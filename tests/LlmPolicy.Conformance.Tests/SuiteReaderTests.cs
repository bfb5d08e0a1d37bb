using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public sealed class SuiteReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Fields_that_are_not_known_are_left_alone()
    {
        Write("""
            {"new": {"schema": "x"}, "schema": "llmpolicy-conformance/1", "suite": "s", "now": 5, "more": [1],
             "groups": [{"id": "g", "manifests": "kind: X", "note": "n", "cases": [
               {"id": "c", "seen": true, "request": {"method": "GET", "target": "/", "headers": [["Host", "h"]], "tls": null},
                "expect": {"status": 200, "headers": [], "took": 1, "upstream": {"method": "GET", "target": "/", "headers": [], "x": 1}}}]}]}
            """);

        SuiteGroup group = Read().ShouldHaveSingleItem().Groups.ShouldHaveSingleItem();

        group.Cases.ShouldHaveSingleItem().Expect.WentUpstream.ShouldBeTrue();
        group.Remotes.ShouldBeEmpty();
        group.IsRefused.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"why\"", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    public void A_group_is_refused_with_a_reason_or_without(string refused, bool expected)
    {
        Write($$"""{"schema":"llmpolicy-conformance/1","suite":"s","now":5,"groups":[{"id":"g","manifests":"","refused":{{refused}}}]}""");

        Read().ShouldHaveSingleItem().Groups.ShouldHaveSingleItem().IsRefused.ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"schema": "llmpolicy-conformance/2", "suite": "s"}""")]
    [InlineData("""{"suite": "s"}""")]
    [InlineData("[]")]
    public void A_file_of_another_schema_is_no_suite(string text)
    {
        Write(text);

        Read().ShouldBeEmpty();
    }

    [Fact]
    public void A_suite_that_is_broken_is_named()
    {
        Write("""{"schema": "llmpolicy-conformance/1", "suite": "s", "groups": [}""");

        Should.Throw<InvalidDataException>(Read).Message.ShouldContain("suite.json");
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "suite.json"), text);

    private IReadOnlyList<Suite> Read() => SuiteReader.ReadFolder(_folder.FullName);
}
