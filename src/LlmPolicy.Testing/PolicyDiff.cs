using LlmPolicy.Testing.Diffing;
using LlmPolicy.Testing.Diffing.Fields;
using LlmPolicy.Testing.Diffing.Records;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing;

/// <summary>What a change of manifests newly allows, newly refuses, or sends elsewhere.</summary>
public static class PolicyDiff
{
    /// <summary>
    /// Compares two versions on requests and callers derived from the boundaries of both: paths around each matcher, callers around each
    /// principal, tokens around each provider, signed by throw-away keys (one pair for each key material), API keys around each AuthConfig. A field that differs and that none of
    /// these requests shows is told, too (<see cref="PolicyDifferenceKind.NotCovered"/>): where nothing is told, both versions say the same.
    /// </summary>
    /// <param name="oldFiles">The old manifests.</param>
    /// <param name="newFiles">The new manifests.</param>
    /// <param name="now">The time of the requests.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: what is missing in them is given elsewhere.</param>
    /// <exception cref="PolicyTestException">A version does not load.</exception>
    public static IReadOnlyList<PolicyDifference> Compare(
        IReadOnlyList<ManifestFile> oldFiles, IReadOnlyList<ManifestFile> newFiles, DateTimeOffset now, PolicyCompilerOptions? options = null) =>
        Compare(new PolicyVersion(new TestManifests(oldFiles, ThrowAwayKeys.Shared(), options ?? PolicyTestsReader.DefaultOptions)), newFiles, now);

    /// <summary>Compares two versions on the requests of a file of cases (docs/testing.md); what they expect does not count.</summary>
    /// <param name="oldFiles">The old manifests.</param>
    /// <param name="newFiles">The new manifests.</param>
    /// <param name="cases">The file of cases. Their claims are signed as the old version's provider would.</param>
    /// <param name="now">The time of cases that name none.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: what is missing in them is given elsewhere.</param>
    /// <exception cref="PolicyTestException">A version does not load, or the file of cases can't be read.</exception>
    public static IReadOnlyList<PolicyDifference> CompareOn(
        IReadOnlyList<ManifestFile> oldFiles, IReadOnlyList<ManifestFile> newFiles, ManifestFile cases, DateTimeOffset now, PolicyCompilerOptions? options = null)
    {
        PolicyVersion old = new(new TestManifests(oldFiles, ThrowAwayKeys.Shared(), options ?? PolicyTestsReader.DefaultOptions));
        PolicyVersion @new = new(old.Manifests with { Files = newFiles });
        return new DifferenceFinder(old.Policies, @new.Policies, now).Find(CaseProbes.Of(cases, old.Policies));
    }

    /// <summary>
    /// Compares two versions on requests of the past, as <c>LlmPolicy:Audit:Replay</c> recorded them (docs/audit.md). Tokens are not in the records: those that were verified are taken
    /// to be their provider's, with the claims that were recorded.
    /// </summary>
    /// <param name="oldFiles">The old manifests.</param>
    /// <param name="newFiles">The new manifests.</param>
    /// <param name="records">The lines of the record, each put to both versions at its own time.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: what is missing in them is given elsewhere.</param>
    /// <exception cref="PolicyTestException">A version does not load.</exception>
    public static RecordedDifferences CompareRecords(
        IReadOnlyList<ManifestFile> oldFiles, IReadOnlyList<ManifestFile> newFiles, IEnumerable<string> records, PolicyCompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        PolicyVersion old = new(new TestManifests(oldFiles, ThrowAwayKeys.Shared(), options ?? PolicyTestsReader.DefaultOptions));
        PolicyVersion @new = new(old.Manifests with { Files = newFiles });
        return new RecordComparison(old.Policies, @new.Policies).Compare(records);
    }

    internal static IReadOnlyList<PolicyDifference> Compare(PolicyVersion old, IReadOnlyList<ManifestFile> newFiles, DateTimeOffset now)
    {
        PolicyVersion @new = new(old.Manifests with { Files = newFiles });
        DifferenceFinder finder = new(old.Policies, @new.Policies, now);
        var differences = finder.Find(DerivedProbes.Of(old.Policies, @new.Policies, now));
        ChangeCoverage coverage = new(ManifestComparison.Compare(old.Fields, @new.Fields), old, @new, finder);
        return [.. differences, .. coverage.Find().Append(ManifestComparison.OrderOfTables(old, @new)).OfType<FieldChange>().Select(c => c.NotCovered)];
    }
}
