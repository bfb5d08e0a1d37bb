using System.Collections.Concurrent;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

/// <summary>The recorded suites, each put to each way once, whichever test asks first.</summary>
internal static class SuiteRuns
{
    private static readonly ConcurrentDictionary<(string Way, string Suite), Lazy<Task<SuiteResult>>> Runs = new();

    /// <summary>The suite's file; null where it is in no folder.</summary>
    public static string? Find(string suite) => new[] { RepositoryFolders.Suites, RepositoryFolders.Shared }
        .Select(folder => Path.Combine(folder, suite + ".json")).FirstOrDefault(File.Exists);

    /// <summary>Skips the test if one of them is nowhere: some stay outside the repository.</summary>
    public static void SkipWithout(params string[] suites)
    {
        if (suites.FirstOrDefault(suite => Find(suite) is null) is { } missing)
        {
            MissingCorpus.Skip($"{missing}.json is in no folder: it stays outside the repository, in {RepositoryFolders.Shared}.");
        }
    }

    public static Task<SuiteResult> Run(string way, string suite) =>
        Runs.GetOrAdd((way, suite), key => new Lazy<Task<SuiteResult>>(() => RunAsync(key.Way, key.Suite))).Value;

    private static async Task<SuiteResult> RunAsync(string way, string suite)
    {
        Suite recorded = SuiteReader.ReadFile(Find(suite)!).ShouldNotBeNull();
        return (await new ConformanceRun(CaseRunners.Named(way), new RunProgress(TextWriter.Null, TimeProvider.System)).RunAsync([recorded], CancellationToken.None)).ShouldHaveSingleItem();
    }
}
