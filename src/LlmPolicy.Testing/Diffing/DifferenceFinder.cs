using LlmPolicy.Routing;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Puts probes to both versions; what shows the same difference is one.</summary>
internal sealed class DifferenceFinder(TestPolicies before, TestPolicies after, DateTimeOffset now)
{
    private const int RememberedTokens = 10_000;

    private readonly PolicyFacts _facts = new() { Tokens = new TokenCache(RememberedTokens) };
    private readonly IReadOnlyList<HeaderField> _answered = UpstreamHeaders([before, after]);
    private readonly List<Probe> _telling = [];

    /// <summary>The probes that found something.</summary>
    public IReadOnlyList<Probe> Telling => _telling;

    public IReadOnlyList<PolicyDifference> Find(IEnumerable<Probe> probes) =>
    [
        .. probes.SelectMany(Compare)
            .GroupBy(d => (d.Kind, d.What, Old: Generic(d, d.Old), New: Generic(d, d.New), d.OldPosition, d.NewPosition))
            .Select(same => same.First() with { Requests = same.Count() })
            .OrderBy(d => d.Kind),
    ];

    /// <summary>Whether one of the probes tells two versions apart.</summary>
    public bool Tells(IEnumerable<Probe> probes, TestPolicies one, TestPolicies other) => probes.Any(probe => Compare(probe, one, other).Any());

    private List<PolicyDifference> Compare(Probe probe)
    {
        List<PolicyDifference> found = [.. Compare(probe, before, after)];
        if (found.Count > 0)
        {
            _telling.Add(probe);
        }

        return found;
    }

    private IEnumerable<PolicyDifference> Compare(Probe probe, TestPolicies one, TestPolicies other) =>
        new EffectComparison(probe, new Effect(probe.Request, probe.Decide(one, now, _facts), one), new Effect(probe.Request, probe.Decide(other, now, _facts), other), _answered).Find();

    /// <summary>A path or Host holds parts of the request that shows it: the rule is the same.</summary>
    private static string Generic(PolicyDifference difference, string text) => difference.What is "path" or "Host" ? "" : text;

    /// <summary>What an upstream may answer with, so that changes of it are seen.</summary>
    private static List<HeaderField> UpstreamHeaders(IEnumerable<TestPolicies> versions)
    {
        var routes = versions.SelectMany(v => v.WithThrowAwayKeys.Policy!.Listeners.Hosts).SelectMany(h => h.Routes).ToList();
        var levels = routes.SelectMany(r => r.Levels.ResponseLevels)
            .Concat(routes.Select(r => r.Action).OfType<ForwardAction>().SelectMany(a => a.Destinations.All).Select(d => d.ResponseLevel).OfType<Headers.HeaderLevel>());
        return [.. levels.SelectMany(l => l.Removals.Select(r => r.Name).Concat(l.Additions.Select(a => a.Name))).Concat(["server", "x-upstream"])
            .Where(n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new HeaderField(name, "upstream"))];
    }
}
