using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gloo.solo.io/v1 UpstreamGroup</c>: weighted destinations under a name.</summary>
internal sealed record UpstreamGroup(Metadata Metadata, IReadOnlyList<WeightedDestination> Destinations, SourcePosition Position) : Resource(Metadata)
{
    public static UpstreamGroup Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.List("destinations", WeightedDestination.Read), o.Position);
    }
}
