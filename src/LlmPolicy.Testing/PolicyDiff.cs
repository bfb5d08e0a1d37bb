using LlmPolicy.Testing.Diffing;
using LlmPolicy.Testing.Diffing.Fields;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing;

/// <summary>What a change of manifests newly allows, newly refuses, or sends elsewhere.</summary>
public static class PolicyDiff
{
    /// <summary>
    /// Compares two versions on requests and callers derived from the boundaries of both: paths around each matcher, callers around each
    /// principal, tokens around each provider, signed by throw-away keys (one pair for each key material). A field that differs and that none of
    /// these requests shows is told, too (<see cref="PolicyDifferenceKind.NotCovered"/>): where nothing is told, both versions say the same.
    /// </summary>
    /// <param name="oldFiles">The old manifests.</param>
    /// <param name="newFiles">The new manifests.</param>
    /// <param name="now">The time of the requests.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: what is missing in them is given elsewhere.</param>
    /// <exception cref="PolicyTestException">A version does not load.</exception>
    public static IReadOnlyList<PolicyDifference> Compare(
        IReadOnlyList<ManifestFile> oldFiles, IReadOnlyList<ManifestFile> newFiles, DateTimeOffset now, PolicyCompilerOptions? options = null) =>
        Compare(new TestManifests(oldFiles, new ThrowAwayKeys(), options ?? PolicyTestsReader.DefaultOptions), newFiles, now);

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
        TestManifests old = new(oldFiles, new ThrowAwayKeys(), options ?? PolicyTestsReader.DefaultOptions);
        var before = Compile(old);
        return new DifferenceFinder(before, Compile(old with { Files = newFiles }), now).Find(CaseProbes.Of(cases, before));
    }

    internal static IReadOnlyList<PolicyDifference> Compare(TestManifests old, IReadOnlyList<ManifestFile> newFiles, DateTimeOffset now)
    {
        var @new = old with { Files = newFiles };
        var (before, after) = (Compile(old), Compile(@new));
        DifferenceFinder finder = new(before, after, now);
        var differences = finder.Find(DerivedProbes.Of(before, after, now));
        var (oldFields, newFields) = (ManifestFields.Read(old.Files, old.Options), ManifestFields.Read(newFiles, old.Options));
        ChangeCoverage coverage = new(ManifestComparison.Compare(oldFields, newFields), before, after, finder, @new);
        return [.. differences, .. coverage.Find().Select(c => c.NotCovered), .. ManifestComparison.OrderOfTables(oldFields, newFields) is { } order ? [order.NotCovered] : Array.Empty<PolicyDifference>()];
    }

    private static TestPolicies Compile(TestManifests manifests) =>
        manifests.Compile(out var diagnostics) ?? throw new PolicyTestException(manifests.Files.Count > 0 ? manifests.Files[0].Name : "(no manifest)", diagnostics);
}
