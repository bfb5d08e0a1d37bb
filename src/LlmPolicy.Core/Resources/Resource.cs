namespace LlmPolicy.Resources;

/// <summary>A Kubernetes object that has a part in the policy.</summary>
internal abstract record Resource(Metadata Metadata)
{
    public ResourceName Name => Metadata.Name;
}
