using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance;

/// <summary>Puts suites to a runner, their groups side by side.</summary>
internal sealed class ConformanceRun(ICaseRunner runner)
{
    public async Task<IReadOnlyList<SuiteResult>> RunAsync(IReadOnlyList<Suite> suites, CancellationToken cancellation)
    {
        GroupRun[] work = [.. suites.SelectMany(suite => suite.Groups.Select(group => new GroupRun(suite, group)))];
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(
            work.OrderByDescending(run => run.Group.Cases.Count), options, async (run, _) => run.Results = await JudgeAsync(run));
        return [.. suites.Select(suite => new SuiteResult(suite.Name, [.. work.Where(run => run.Suite == suite).SelectMany(run => run.Results)]))];
    }

    private Task<IReadOnlyList<CaseResult>> JudgeAsync(GroupRun run) => new GroupJudge(runner, run.Suite.Instant).JudgeAsync(run.Group);

    private sealed class GroupRun(Suite suite, SuiteGroup group)
    {
        public Suite Suite => suite;

        public SuiteGroup Group => group;

        public IReadOnlyList<CaseResult> Results { get; set; } = [];
    }
}
