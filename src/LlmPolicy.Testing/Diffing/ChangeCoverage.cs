using LlmPolicy.Testing.Diffing.Fields;
using LlmPolicy.Testing.Diffing.Texts;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>
/// The edits that no request has shown. Each edit is made by itself to the old version, and taken back by itself from the new one: it is shown if one
/// of the requests that tell the versions apart tells that apart, too. Where neither loads by itself, the edits around it are tried together.
/// </summary>
internal sealed class ChangeCoverage(FieldDelta delta, PolicyVersion old, PolicyVersion @new, DifferenceFinder finder)
{
    /// <summary>Beyond, an edit counts as not covered: each compiles the policy twice.</summary>
    private const int MaxTries = 400;
    private const int MaxProbes = 3_000;

    private readonly List<FieldChange> _all = [.. delta.Changes];
    private readonly List<FieldChange> _notCovered = [];
    private readonly IReadOnlyList<Probe> _probes = Spread(finder.Telling);
    private readonly List<string> _unread = [.. UnreadExpressions.Of(old.Policy).Concat(UnreadExpressions.Of(@new.Policy)).Distinct()];
    private int _tries;

    private enum Verdict
    {
        Shown,
        NotShown,
        DoesNotLoad,
    }

    /// <summary>In the order of the manifests.</summary>
    public IReadOnlyList<FieldChange> Find()
    {
        if (_probes.Count == 0)
        {
            return _all;
        }

        if (_all.Count > 1)
        {
            Resolve(delta);
        }

        return [.. _all.Where(change => _notCovered.Contains(change) || ChangesUnread(change))];
    }

    /// <summary>Of a regular expression without examples, one effect may be shown and another not.</summary>
    private bool ChangesUnread(FieldChange change) => _unread.Exists(change.Mentions);

    /// <summary>
    /// The edits of a part that have to be tried with others. What is left at the end is needed by other edits, which are shown or not by themselves.
    /// </summary>
    private List<FieldChange> Resolve(FieldDelta part)
    {
        List<FieldChange> open = [.. part.Parts.Any() ? part.Parts.SelectMany(Resolve).Distinct() : part.Changes];
        if (open.Count == 0)
        {
            return [];
        }

        var verdict = Try([.. open]);
        _notCovered.AddRange(verdict == Verdict.NotShown ? open : []);
        return verdict == Verdict.DoesNotLoad ? open : [];
    }

    private Verdict Try(HashSet<FieldChange> changes)
    {
        if (_tries++ >= MaxTries)
        {
            return Verdict.NotShown;
        }

        var made = Compile(changes);
        if (made is not null && finder.Tells(_probes, old.Policies, made))
        {
            return Verdict.Shown;
        }

        var without = Compile(_all.Except(changes).ToHashSet());
        return without is not null && finder.Tells(_probes, without, @new.Policies) ? Verdict.Shown
            : made is null || without is null ? Verdict.DoesNotLoad
            : Verdict.NotShown;
    }

    private TestPolicies? Compile(IReadOnlySet<FieldChange> made) => (@new.Manifests with { Files = [ManifestFields.Write((FieldObject)delta.With(made)!)] }).Compile(out _);

    private static IReadOnlyList<Probe> Spread(IReadOnlyList<Probe> probes)
    {
        int step = (probes.Count / MaxProbes) + 1;
        return step == 1 ? probes : [.. probes.Where((_, index) => index % step == 0)];
    }
}
