using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>One of the two versions.</summary>
internal sealed record PolicyVersion(PolicyUnderTest UnderTest, CompiledPolicy WithOwnKeys, IReadOnlyDictionary<ResourceName, HeaderSecret> Secrets)
{
    public CompiledPolicy Policy => UnderTest.Policy!;

    /// <exception cref="PolicyTestException">The manifests do not load.</exception>
    public static PolicyVersion Compile(IReadOnlyList<ManifestFile> files, ThrowAwayKeys keys, PolicyCompilerOptions? options) =>
        new TestManifests(files, keys, options ?? PolicyTestsReader.DefaultOptions).Compile(out var diagnostics) is { } policies
            ? new PolicyVersion(policies.WithThrowAwayKeys, policies.WithOwnKeys, policies.Secrets)
            : throw new PolicyTestException(files.Count > 0 ? files[0].Name : "(no manifest)", diagnostics);
}
