using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gateway.solo.io/v1 RouteTable</c>: routes that others delegate to.</summary>
internal sealed record RouteTable(Metadata Metadata, IReadOnlyList<Route> Routes, int Weight, SourcePosition Position) : Resource(Metadata)
{
    public static RouteTable Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.List("routes", Route.Read), o.Int32("weight") ?? 0, o.Position);
    }
}
