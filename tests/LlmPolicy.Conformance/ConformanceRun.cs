using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance;

/// <summary>Puts suites to a runner, their groups side by side.</summary>
internal sealed class ConformanceRun(ICaseRunner runner, RunProgress progress)
{
    /// <summary>The cases of the second form wait for time-outs and pauses, and for what does not come: many of them do it at once.</summary>
    private const int WaitingSideBySide = 16;

    /// <summary>Where a time was missed.</summary>
    private const int AgainSideBySide = 6;

    /// <summary>First what waits, alone: times are kept as the machine is not busy otherwise.</summary>
    public async Task<IReadOnlyList<SuiteResult>> RunAsync(IReadOnlyList<Suite> suites, CancellationToken cancellation)
    {
        GroupPart[] parts = [.. suites.SelectMany(suite => GroupPart.Of(suite, runner))];
        using (progress.Show(parts))
        {
            await RunAsync(parts.Where(part => part.Suite.IsOfWire), WaitingSideBySide, progress.Count, cancellation);
            await RunAgainAsync(parts, cancellation);
            await RunAsync(parts.Where(part => !part.Suite.IsOfWire), Environment.ProcessorCount, progress.Count, cancellation);
        }

        return [.. suites.Select(suite => new SuiteResult(suite.Name, CaseNames.Of(parts.Where(part => part.Suite == suite))))];
    }

    private Task RunAsync(IEnumerable<GroupPart> parts, int sideBySide, Action<Suite> judged, CancellationToken cancellation)
    {
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = sideBySide };
        return Parallel.ForEachAsync(parts.OrderByDescending(part => part.Group.Cases.Count), options, async (part, _) =>
        {
            part.Results = await new GroupJudge(runner, part.Suite.Instant).JudgeAsync(part.Group, () => judged(part.Suite));
        });
    }

    /// <summary>A case that times decide on and whose answer differs is put once more, with less beside it: a time that a busy machine missed is no answer.</summary>
    private async Task RunAgainAsync(IEnumerable<GroupPart> parts, CancellationToken cancellation)
    {
        (GroupPart First, GroupPart Again)[] pairs = [.. from part in parts let again = part.Missed() where again is not null select (part, again)];
        progress.Say($"{pairs.Sum(pair => pair.Again.Group.Cases.Count)} cases that times decide on are put again");
        await RunAsync(pairs.Select(pair => pair.Again), AgainSideBySide, _ => { }, cancellation);
        foreach ((GroupPart first, GroupPart again) in pairs)
        {
            first.Replace(again.Results.Where(result => result.Verdict is Verdict.Identical or Verdict.ByRule));
        }
    }
}
