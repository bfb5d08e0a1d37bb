using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public class SuiteTests
{
    public static TheoryData<string, string> Pinned { get; } = [.. Pins.All().Select(pin => new TheoryDataRow<string, string>(pin.Way, pin.Suite))];

    [Theory]
    [MemberData(nameof(Pinned))]
    public async Task A_suite_is_answered_as_recorded_at_least_as_often_as_its_pin_says(string way, string suite)
    {
        string path = new[] { RepositoryFolders.Suites, RepositoryFolders.Shared }
            .Select(folder => Path.Combine(folder, suite + ".json")).FirstOrDefault(File.Exists) ?? "";
        Assert.SkipWhen(path.Length == 0, $"{suite}.json is in no folder: it stays outside the repository, in {RepositoryFolders.Shared}.");

        Suite recorded = SuiteReader.ReadFile(path).ShouldNotBeNull();
        SuiteResult result = (await new ConformanceRun(CaseRunners.Named(way))
            .RunAsync([recorded], TestContext.Current.CancellationToken)).ShouldHaveSingleItem();

        int pin = Pins.All().Single(pinned => pinned.Way == way && pinned.Suite == suite).Identical;
        result.Count(Verdict.Permissive).ShouldBe(0, Examples(result, Verdict.Permissive));
        int identical = result.Count(Verdict.Identical);
        identical.ShouldBeGreaterThanOrEqualTo(pin, Examples(result, Verdict.Other, Verdict.Unsupported));
        if (identical > pin)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"Raise the pin: \"{way}\": \"{suite}\": {identical} in pins.json.");
        }
    }

    [Fact]
    public void Every_suite_of_the_repository_has_a_pin_for_every_way()
    {
        string[] suites = [.. Directory.EnumerateFiles(RepositoryFolders.Suites, "*.json").Select(path => Path.GetFileNameWithoutExtension(path))];

        foreach (IGrouping<string, string> way in Pins.All().GroupBy(pin => pin.Way, pin => pin.Suite))
        {
            suites.Except(way).ShouldBeEmpty($"Add them to pins.json under \"{way.Key}\", each with its number of identical cases.");
        }
    }

    private static string Examples(SuiteResult result, params Verdict[] verdicts)
    {
        IEnumerable<string> cases = verdicts.SelectMany(result.Of).Select(found => $"{found.CaseId}: {found.Reason}");
        return $"{result.Suite} holds cases that differ. A pin is lowered only with a rule that says why; to see every case:\n"
            + $"dotnet run -c Release --project tests/LlmPolicy.Conformance -- --list other FOLDER\n{string.Join('\n', cases.Take(10))}";
    }
}
