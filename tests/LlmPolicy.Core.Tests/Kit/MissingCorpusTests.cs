using Xunit.Sdk;

namespace LlmPolicy.Tests;

/// <summary>Without its data a test is skipped only where all such data is absent.</summary>
public sealed class MissingCorpusTests : IDisposable
{
    private const string Reason = "The data is not there.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-corpus-");

    private string Nowhere => Path.Combine(_folder.FullName, "nowhere");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Where_the_whole_folder_is_absent_a_test_is_skipped(string? setting) =>
        Outcome(Nowhere, setting).ShouldBeOfType<SkipException>();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Where_the_folder_is_there_and_its_data_is_not_a_test_fails(string? setting) =>
        Outcome(_folder.FullName, setting).ShouldBeOfType<FailException>().Message.ShouldContain(Reason);

    [Fact]
    public void It_fails_where_the_data_is_required() =>
        Outcome(Nowhere, "required").ShouldBeOfType<FailException>().Message.ShouldContain(Reason);

    [Fact]
    public void A_setting_that_means_nothing_does_not_pass_for_none() =>
        Outcome(Nowhere, "yes").ShouldBeOfType<TrueException>();

    [Fact]
    public void A_corpus_that_is_not_there_is_told_of_by_that_rule()
    {
        var outcome = Outcome(() => RepositoryRoot.Corpus("no", "such.json")).ShouldNotBeNull();

        outcome.ShouldBeOfType(Path.Exists(RepositoryRoot.Shared) || Environment.GetEnvironmentVariable("LLMPOLICY_CORPORA") == "required" ? typeof(FailException) : typeof(SkipException));
        outcome.Message.ShouldContain("no/such.json");
    }

    [Fact]
    public void A_folder_with_nothing_in_it_is_no_data()
    {
        string file = Path.Combine(_folder.CreateSubdirectory("full").FullName, "a.json");
        File.WriteAllText(file, "{}");
        string empty = _folder.CreateSubdirectory("empty").FullName;

        new[] { file, Path.GetDirectoryName(file)!, empty, Nowhere }.Select(MissingCorpus.Has).ShouldBe([true, true, false, false]);
    }

    private static Exception? Outcome(string folder, string? setting) => Outcome(() => MissingCorpus.Skip(Reason, folder, setting));

    // xunit's own Record lets a skip through.
    private static Exception? Outcome(Action test)
    {
        try
        {
            test();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
