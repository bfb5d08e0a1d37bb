using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gateway.solo.io/v1 VirtualHostOption</c>: options that virtual hosts refer to.</summary>
internal sealed record VirtualHostOption(Metadata Metadata, VirtualHostOptions? Options) : Resource(Metadata)
{
    public static VirtualHostOption Read(Metadata metadata, ObjectReader o)
    {
        // targetRefs attach to listeners of the Kubernetes Gateway API, which no VirtualService is.
        o.Ignored(FieldShape.Objects, "targetRefs");
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.Object("options", VirtualHostOptions.Read));
    }
}
