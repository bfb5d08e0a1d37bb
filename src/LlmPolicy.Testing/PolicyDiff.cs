using LlmPolicy.Testing.Diffing;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing;

/// <summary>What a change of manifests newly allows, newly refuses, or sends elsewhere.</summary>
public static class PolicyDiff
{
    /// <summary>
    /// Compares two versions on requests and callers derived from the boundaries of both: paths around each matcher, callers around each
    /// principal, tokens around each provider, signed by throw-away keys (one pair for each key material).
    /// </summary>
    /// <param name="oldFiles">The old manifests.</param>
    /// <param name="newFiles">The new manifests.</param>
    /// <param name="now">The time of the requests.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: what is missing in them is given elsewhere.</param>
    /// <exception cref="PolicyTestException">A version does not load.</exception>
    public static IReadOnlyList<PolicyDifference> Compare(
        IReadOnlyList<ManifestFile> oldFiles, IReadOnlyList<ManifestFile> newFiles, DateTimeOffset now, PolicyCompilerOptions? options = null)
    {
        ThrowAwayKeys keys = new();
        var before = Compile(oldFiles, keys, options);
        var after = Compile(newFiles, keys, options);
        return new DifferenceFinder(before, after).Find(DerivedProbes.Of(before, after, now), now);
    }

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
        ThrowAwayKeys keys = new();
        var before = Compile(oldFiles, keys, options);
        var after = Compile(newFiles, keys, options);
        return new DifferenceFinder(before, after).Find(CaseProbes.Of(cases, before), now);
    }

    private static TestPolicies Compile(IReadOnlyList<ManifestFile> files, ThrowAwayKeys keys, PolicyCompilerOptions? options) =>
        new TestManifests(files, keys, options ?? PolicyTestsReader.DefaultOptions).Compile(out var diagnostics)
            ?? throw new PolicyTestException(files.Count > 0 ? files[0].Name : "(no manifest)", diagnostics);
}
