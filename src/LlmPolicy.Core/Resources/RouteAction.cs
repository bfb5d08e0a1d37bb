using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>routeAction</c>: one destination, or several by weight.</summary>
internal sealed record RouteAction(
    Destination? Single, MultiDestination? Multi, ResourceRef? UpstreamGroup, Text? ClusterHeader, bool IsUnsupported, SourcePosition Position)
{
    public static RouteAction Read(ObjectReader o)
    {
        o.LastOf("single", "multi", "upstreamGroup", "clusterHeader", "dynamicForwardProxy");
        bool unsupported = o.Unsupported("dynamicForwardProxy");
        return new(
            o.Object("single", Destination.Read),
            o.Object("multi", MultiDestination.Read),
            o.Object("upstreamGroup", ResourceRef.Read),
            o.String("clusterHeader"),
            unsupported,
            o.Position);
    }
}
