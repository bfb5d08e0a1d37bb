using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Puts probes to both versions; what shows the same difference is one.</summary>
internal sealed class DifferenceFinder(TestPolicies before, TestPolicies after)
{
    public IReadOnlyList<PolicyDifference> Find(IEnumerable<Probe> probes, DateTimeOffset now) =>
    [
        .. probes
            .SelectMany(probe => new EffectComparison(
                probe, new Effect(probe.Request, probe.Decide(before, now), before), new Effect(probe.Request, probe.Decide(after, now), after)).Find())
            .GroupBy(d => (d.Kind, d.What, Old: Generic(d, d.Old), New: Generic(d, d.New), d.OldPosition, d.NewPosition))
            .Select(same => same.First() with { Requests = same.Count() })
            .OrderBy(d => d.Kind),
    ];

    /// <summary>A path or Host holds parts of the request that shows it: the rule is the same.</summary>
    private static string Generic(PolicyDifference difference, string text) => difference.What is "path" or "Host" ? "" : text;
}
