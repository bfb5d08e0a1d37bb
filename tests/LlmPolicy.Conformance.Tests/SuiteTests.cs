using LlmPolicy.Conformance.Comparing;

namespace LlmPolicy.Conformance.Tests;

public class SuiteTests
{
    public static TheoryData<string, string> Pinned { get; } = [.. Pins.All().Select(pin => new TheoryDataRow<string, string>(pin.Way, pin.Suite))];

    [Theory]
    [MemberData(nameof(Pinned))]
    public async Task A_suite_is_answered_as_recorded_but_by_rule_and_at_least_as_often_as_its_pin_says(string way, string suite)
    {
        SuiteRuns.SkipWithout(suite);

        SuiteResult result = await SuiteRuns.Run(way, suite);

        int pin = Pins.All().Single(pinned => pinned.Way == way && pinned.Suite == suite).Identical;
        result.Count(Verdict.Permissive).ShouldBe(0, Examples(result, Verdict.Permissive));
        result.Count(Verdict.Unsupported).ShouldBe(0, Examples(result, Verdict.Unsupported));
        result.Count(Verdict.Other).ShouldBe(0, Examples(result, Verdict.Other));
        int identical = result.Count(Verdict.Identical);
        identical.ShouldBeGreaterThanOrEqualTo(pin, Examples(result, Verdict.ByRule));
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
        return $"{result.Suite} holds cases that differ. A difference has a rule that says why, or is mended; to see every case:\n"
            + $"dotnet run -c Release --project tests/LlmPolicy.Conformance -- --list other FOLDER\n{string.Join('\n', cases.Take(10))}";
    }
}
