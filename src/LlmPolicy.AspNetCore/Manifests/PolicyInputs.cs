namespace LlmPolicy.Manifests;

/// <summary>All that a generation is made of.</summary>
internal sealed record PolicyInputs(IReadOnlyList<ManifestFile> Manifests, LlmPolicyOptions Options)
{
    /// <summary>Whether the same would come of both.</summary>
    public bool Matches(PolicyInputs other) => ReferenceEquals(Options, other.Options) && Manifests.SequenceEqual(other.Manifests);
}
