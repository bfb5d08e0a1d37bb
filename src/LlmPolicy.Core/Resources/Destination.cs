using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

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
