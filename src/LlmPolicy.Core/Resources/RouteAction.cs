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

/// <summary><c>single</c>, or a weighted <c>destination</c>.</summary>
internal sealed record Destination(ResourceRef? Upstream, KubeDestination? Kube, bool IsUnsupported, SourcePosition Position)
{
    /// <summary>Which of the Upstream's hosts are meant; null for all.</summary>
    public Subset? Subset { get; init; }

    public static Destination Read(ObjectReader o)
    {
        o.LastOf("upstream", "kube", "consul");
        bool unsupported = o.Unsupported("consul", "destinationSpec");
        var subset = o.Object("subset", Resources.Subset.Read);
        return new(o.Object("upstream", ResourceRef.Read), o.Object("kube", KubeDestination.Read), unsupported, o.Position)
        {
            Subset = subset is null ? null : subset with { Position = o.PositionOf("subset") },
        };
    }
}

/// <summary><c>kube</c> of a destination: a Kubernetes Service without an Upstream of its own.</summary>
internal sealed record KubeDestination(ResourceRef? Ref, uint Port, SourcePosition Position)
{
    public static KubeDestination Read(ObjectReader o) => new(o.Object("ref", ResourceRef.Read), o.UInt32("port") ?? 0, o.Position);
}

/// <summary><c>multi</c>.</summary>
internal sealed record MultiDestination(IReadOnlyList<WeightedDestination> Destinations, SourcePosition Position)
{
    public static MultiDestination Read(ObjectReader o) => new(o.List("destinations", WeightedDestination.Read), o.Position);
}

/// <summary><c>multi.destinations[]</c>. An unset weight is 0.</summary>
internal sealed record WeightedDestination(Destination? Destination, uint Weight, DestinationOptions? Options, SourcePosition Position)
{
    public static WeightedDestination Read(ObjectReader o) => new(
        o.Object("destination", Resources.Destination.Read),
        o.UInt32("weight") ?? 0,
        o.Object("options", DestinationOptions.Read),
        o.Position);
}

/// <summary><c>options</c> of a weighted destination.</summary>
internal sealed record DestinationOptions(HeaderManipulation? HeaderManipulation, ExtAuthExtension? ExtAuth)
{
    public static DestinationOptions Read(ObjectReader o)
    {
        o.LeftOut(FieldShape.Object, "bufferPerRoute", BufferSettings.Words, OffSwitch.Disabled);
        o.Unenforced(OffSwitch.NoConfigs, "extensions");
        o.Unenforced("csrf", "stagedTransformations", "transformations");
        return new(o.Object("headerManipulation", HeaderManipulation.Read), ExtAuthExtension.Read(o, "extauth"));
    }
}

/// <summary><c>subset</c> of a destination: labels of the hosts that are meant.</summary>
internal sealed record Subset(IReadOnlyList<(Text Name, Text Value)> Values, SourcePosition Position)
{
    public static Subset Read(ObjectReader o) => new(o.StringMap("values"), o.Position);
}

/// <summary><c>gloo.solo.io/v1 UpstreamGroup</c>: weighted destinations under a name.</summary>
internal sealed record UpstreamGroup(Metadata Metadata, IReadOnlyList<WeightedDestination> Destinations, SourcePosition Position) : Resource(Metadata)
{
    public static UpstreamGroup Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.List("destinations", WeightedDestination.Read), o.Position);
    }
}
