using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gateway.solo.io/v1 RouteOption</c>: options that routes refer to.</summary>
internal sealed record RouteOption(Metadata Metadata, RouteOptions? Options) : Resource(Metadata)
{
    public static RouteOption Read(Metadata metadata, ObjectReader o)
    {
        // targetRefs attach to routes of the Kubernetes Gateway API, which no VirtualService has.
        o.Ignored(FieldShape.Objects, "targetRefs");
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.Object("options", RouteOptions.Read));
    }
}
