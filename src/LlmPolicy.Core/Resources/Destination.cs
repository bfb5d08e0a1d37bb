using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>single</c>, or a weighted <c>destination</c>.</summary>
internal sealed record Destination(ResourceRef? Upstream, KubeDestination? Kube, bool IsUnsupported, SourcePosition Position)
{
    public static Destination Read(ObjectReader o)
    {
        o.AtMostOne("upstream", "kube", "consul");
        bool unsupported = o.Unsupported("consul", "subset", "destinationSpec");
        return new(o.Object("upstream", ResourceRef.Read), o.Object("kube", KubeDestination.Read), unsupported, o.Position);
    }
}
