using LlmPolicy.Testing.Diffing.Fields;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>A version of manifests: what its policies decide, and what its fields say.</summary>
internal sealed class PolicyVersion
{
    /// <exception cref="PolicyTestException">It does not load.</exception>
    public PolicyVersion(TestManifests manifests)
    {
        Manifests = manifests;
        Policies = manifests.Compile(out var diagnostics) ?? throw new PolicyTestException(manifests.Files.Count > 0 ? manifests.Files[0].Name : "(no manifest)", diagnostics);
        Fields = ManifestFields.Read(manifests.Files, manifests.Options);
    }

    public TestManifests Manifests { get; }

    public TestPolicies Policies { get; }

    public ManifestFields Fields { get; }

    /// <summary>The policy that trusts throw-away keys.</summary>
    public CompiledPolicy Policy => Policies.WithThrowAwayKeys.Policy!;
}
