using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance;

/// <summary>What is put to one gateway: a group, or a part of one that mostly waits.</summary>
internal sealed class GroupPart(Suite suite, SuiteGroup group)
{
    /// <summary>So many cases that wait are put one after another.</summary>
    private const int MostWaiting = 20;

    public Suite Suite => suite;

    public SuiteGroup Group => group;

    public IReadOnlyList<CaseResult> Results { get; set; } = [];

    /// <summary>The cases that times decide on and whose answers differ; null if there are none, or each needs those before it.</summary>
    public GroupPart? Missed()
    {
        HashSet<string> differ = [.. Results.Where(result => result.Verdict is Verdict.Other or Verdict.Permissive).Select(result => result.CaseId)];
        SuiteCase[] missed = [.. group.Cases.Where(recorded => (group.IsTimed || recorded.Request.IsTimed) && differ.Contains(recorded.Id))];
        return group.Ordered ? MissedWhole(differ) : missed.Length == 0 ? null : new GroupPart(suite, group with { Cases = missed });
    }

    /// <summary>Cases that need those before them are put again with them.</summary>
    private GroupPart? MissedWhole(HashSet<string> differ) => differ.Count > 0 && group.Cases.Any(recorded => recorded.Request.Wait > 0) ? new GroupPart(suite, group) : null;

    public void Replace(IEnumerable<CaseResult> results)
    {
        Dictionary<string, CaseResult> others = results.ToDictionary(result => result.CaseId);
        Results = [.. Results.Select(result => others.GetValueOrDefault(result.CaseId, result))];
    }

    /// <summary>The parts of a suite, with the cases that the way can decide.</summary>
    public static IEnumerable<GroupPart> Of(Suite suite, ICaseRunner runner)
    {
        foreach (SuiteGroup group in suite.Groups)
        {
            SuiteCase[] cases = [.. group.Cases.Select(recorded => runner.Decidable(group, recorded)).OfType<SuiteCase>()];
            int most = suite.IsOfWire && !group.Ordered ? MostWaiting : int.MaxValue;
            foreach (SuiteCase[] part in cases.Length <= most ? [cases] : cases.Chunk(most))
            {
                yield return new GroupPart(suite, group with { Cases = part });
            }
        }
    }
}
